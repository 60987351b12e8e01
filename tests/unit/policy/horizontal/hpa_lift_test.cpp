#include <gtest/gtest.h>

#include "flotilla/policy/catalog.hpp"

#include "groups.hpp"

namespace flotilla::policy {
namespace {

using namespace testing_groups;
using model::Limit;
using model::Replicas;
using model::Rule;

/// web → auth → db, target 50 %.
model::ScalingGroup chain() {
    return group_of(
        {member("web", {"auth"}), member("auth", {"db"}), member("db")}, {"hpa-lift", {{"target", "0.5"}}}
    );
}

model::Decision decide(const model::ScalingGroup& group, const model::Observation& seen) {
    PolicyMemory memory;
    return make_horizontal(group).value()->decide(seen, memory);
}

TEST(HpaLift, WithoutGrowingCallersEachMemberFollowsItsOwnCpu) {
    const model::Decision decision = decide(
        chain(),
        {{seen_using("web", 2, 500, 1000), seen_using("auth", 2, 800, 1000), seen_using("db", 4, 200, 1000)},
         {}}
    );
    EXPECT_EQ(decision.find("web")->desired, Replicas{2});
    EXPECT_EQ(decision.find("auth")->desired, Replicas{4});
    EXPECT_EQ(decision.find("auth")->reason.rule, Rule::Utilization);
}

TEST(HpaLift, ACallerThatDoublesLiftsItsCalleesAndTheirs) {
    const model::Decision decision = decide(
        chain(),
        {{seen_using("web", 2, 1000, 1000), seen_using("auth", 2, 500, 1000), seen_using("db", 3, 500, 1000)},
         {}}
    );
    EXPECT_EQ(decision.find("web")->desired, Replicas{4});
    EXPECT_EQ(decision.find("auth")->desired, Replicas{4});
    EXPECT_EQ(decision.find("auth")->reason.rule, Rule::Lifted);
    EXPECT_EQ(decision.find("auth")->reason.subject, "web");
    EXPECT_EQ(decision.find("db")->desired, Replicas{6});
    EXPECT_EQ(decision.find("db")->reason.subject, "auth");
}

TEST(HpaLift, AnIdleCalleeIsLiftedByItsDemandNotByItsCount) {
    const model::Decision decision = decide(
        chain(),
        {{seen_using("web", 2, 1000, 1000), seen_using("auth", 4, 250, 1000), seen_using("db", 1, 250, 500)},
         {}}
    );
    EXPECT_EQ(decision.find("auth")->desired, Replicas{4});  // 25 % of 4 is the work of 2; twice that is 4
    EXPECT_EQ(decision.find("db")->desired, Replicas{1});    // auth does not grow
}

TEST(HpaLift, WhatACallerCannotBecomeItDoesNotAskFor) {
    model::ScalingGroup group = chain();
    group.members[0].bounds.max = Replicas{2};
    const model::Decision decision = decide(
        group,
        {{seen_using("web", 2, 1000, 1000), seen_using("auth", 2, 500, 1000), seen_using("db", 1, 500, 1000)},
         {}}
    );
    EXPECT_EQ(decision.find("web")->reason.limit, Limit::Max);
    EXPECT_EQ(decision.find("auth")->desired, Replicas{2});
}

TEST(HpaLift, CallersThatShrinkPullNobodyDown) {
    const model::Decision decision = decide(
        chain(),
        {{seen_using("web", 4, 200, 1000), seen_using("auth", 3, 500, 1000), seen_using("db", 2, 500, 1000)},
         {}}
    );
    EXPECT_EQ(decision.find("web")->desired, Replicas{2});
    EXPECT_EQ(decision.find("auth")->desired, Replicas{3});
}

TEST(HpaLift, AnHpasWordCountsBeforeItsCpu) {
    model::Observation seen{
        {seen_using("web", 2, 500, 1000), seen_using("auth", 2, 500, 1000), seen_using("db", 2, 500, 1000)},
        {}
    };
    seen.members[0].hpa = model::Recommendation{Replicas{6}, Duration{0}};
    const model::Decision decision = decide(chain(), seen);
    EXPECT_EQ(decision.find("web")->reason.rule, Rule::Recommended);
    EXPECT_EQ(decision.find("auth")->desired, Replicas{6});
}

TEST(HpaLift, AMemberWithoutCpuIsKeptAndNotLifted) {
    const model::Decision decision = decide(
        chain(), {{seen_using("web", 2, 1000, 1000), seen_with("auth", 3), seen_using("db", 2, 500, 0)}, {}}
    );
    EXPECT_EQ(decision.find("auth")->desired, Replicas{3});
    EXPECT_EQ(decision.find("auth")->reason.rule, Rule::MetricMissing);
    EXPECT_EQ(decision.find("db")->reason.rule, Rule::MetricInvalid);
}

}  // namespace
}  // namespace flotilla::policy

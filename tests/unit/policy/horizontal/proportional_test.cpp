#include <gtest/gtest.h>

#include "flotilla/policy/catalog.hpp"

#include "groups.hpp"
#include "support/matchers.hpp"

namespace flotilla::policy {
namespace {

using namespace testing_groups;
using model::Replicas;
using model::Rule;
using testing::HasSubstr;
using testing_support::FailsWith;

model::ScalingGroup weighted() {
    model::ScalingGroup group = group_of(
        {member("web"), member("db")},
        {"proportional", {{"metric", "rps"}, {"target", "100"}, {"leader", "web"}}}
    );
    group.members[1].weight = 0.5;
    return group;
}

model::Decision decide(const model::ScalingGroup& group, const model::Observation& seen) {
    PolicyMemory memory;
    return make_horizontal(group).value()->decide(seen, memory);
}

model::Observation with_rps(double rps, Duration age = Duration{0}) {
    model::Observation seen{{seen_with("web", 1), seen_with("db", 1)}, {}};
    seen.members[0].metrics["rps"] = {rps, age};
    return seen;
}

TEST(Proportional, MembersFollowTheLeaderByWeightRoundedUp) {
    const model::Decision decision = decide(weighted(), with_rps(501));
    EXPECT_EQ(decision.find("web")->desired, Replicas{6});
    EXPECT_EQ(decision.find("db")->desired, Replicas{3});
    EXPECT_EQ(decision.find("db")->reason.rule, Rule::Followed);
    EXPECT_EQ(decision.find("db")->reason.subject, "rps");
}

TEST(Proportional, KeepsAMemberWhoseShareIsWithinTolerance) {
    model::Observation seen = with_rps(540);
    seen.members[0].current = Replicas{5};
    const model::Decision decision = decide(weighted(), seen);
    EXPECT_EQ(decision.find("web")->desired, Replicas{5});
    EXPECT_EQ(decision.find("web")->reason.rule, Rule::WithinTolerance);
    EXPECT_EQ(decision.find("db")->desired, Replicas{3});
}

TEST(Proportional, AMetricOfTheWholeGroupNeedsNoLeader) {
    model::ScalingGroup group = weighted();
    group.policy.parameters.erase("leader");
    model::Observation seen = with_rps(0);
    seen.metrics["rps"] = {300, Duration{0}};
    EXPECT_EQ(decide(group, seen).find("web")->desired, Replicas{3});
    EXPECT_EQ(make_horizontal(group).value()->needs().group_metrics, std::set<std::string>{"rps"});
}

TEST(Proportional, TheLeadersCpuCountsInMillicores) {
    model::ScalingGroup group = weighted();
    group.policy.parameters["metric"] = "cpu";
    const model::Observation seen{{seen_using("web", 1, 420, 500), seen_with("db", 1)}, {}};
    EXPECT_EQ(decide(group, seen).find("web")->desired, Replicas{5});
    EXPECT_TRUE(make_horizontal(group).value()->needs().cpu);
}

TEST(Proportional, KeepsEveryMemberWhenTheMetricIsStale) {
    model::Observation seen = with_rps(900, std::chrono::seconds{121});
    seen.members[1].current = Replicas{4};
    const model::Decision decision = decide(weighted(), seen);
    EXPECT_EQ(decision.find("db")->desired, Replicas{4});
    EXPECT_EQ(decision.find("db")->reason.rule, Rule::MetricStale);
}

TEST(Proportional, SaysWhichParameterIsWrong) {
    model::ScalingGroup group = weighted();
    group.policy.parameters["target"] = "-3";
    EXPECT_THAT(
        make_horizontal(group), FailsWith(ErrorCode::InvalidArgument, HasSubstr("parameter target: \"-3\""))
    );
    group.policy.parameters["target"] = "100";
    group.policy.parameters["leader"] = "nobody";
    EXPECT_THAT(
        make_horizontal(group), FailsWith(ErrorCode::InvalidArgument, HasSubstr("nobody is not a member"))
    );
    group.policy.parameters = {{"target", "100"}};
    EXPECT_THAT(
        make_horizontal(group),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("parameter metric is required"))
    );
    group.policy.parameters = {{"target", "100"}, {"metric", "rps"}, {"tagret", "1"}};
    EXPECT_THAT(
        make_horizontal(group),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("parameter tagret is unknown; there are: "))
    );
}

}  // namespace
}  // namespace flotilla::policy

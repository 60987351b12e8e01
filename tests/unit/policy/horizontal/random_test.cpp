#include <map>

#include <gtest/gtest.h>

#include "flotilla/policy/catalog.hpp"

#include "groups.hpp"

namespace flotilla::policy {
namespace {

using namespace testing_groups;
using model::Replicas;

std::vector<Replicas> draws_of(const model::ScalingGroup& group, int turns) {
    const auto policy = make_horizontal(group).value();
    const model::Observation seen{{seen_with("a", 1), seen_with("b", 1)}, {}};
    PolicyMemory memory;
    std::vector<Replicas> draws;
    for (int turn = 0; turn < turns; ++turn) {
        for (const model::MemberDecision& member : policy->decide(seen, memory).members) {
            draws.push_back(member.desired);
        }
    }
    return draws;
}

TEST(Random, DrawsEveryCountBetweenMinAndMaxAboutEquallyOften) {
    const auto group =
        group_of({member("a", {}, {Replicas{2}, Replicas{5}}), member("b", {}, {Replicas{2}, Replicas{5}})});
    std::map<Replicas, int> seen;
    for (const Replicas count : draws_of(group, 2000)) {
        ++seen[count];
    }
    ASSERT_EQ(seen.size(), 4U);
    for (const auto& [count, times] : seen) {
        EXPECT_NEAR(times, 1000, 120) << count.count();  // four standard deviations
    }
}

TEST(Random, MembersAndSeedsDrawApart) {
    model::ScalingGroup group = group_of({member("a"), member("b")});
    const auto first = draws_of(group, 20);
    int same = 0;
    for (std::size_t i = 0; i < first.size(); i += 2) {
        same += first[i] == first[i + 1] ? 1 : 0;
    }
    EXPECT_LT(same, 10);
    group.policy.parameters["seed"] = "2";
    EXPECT_NE(draws_of(group, 20), first);
}

TEST(Random, OneCountIsNoChoice) {
    const model::Bounds one{Replicas{3}, Replicas{3}};
    for (const Replicas count : draws_of(group_of({member("a", {}, one), member("b", {}, one)}), 5)) {
        EXPECT_EQ(count, Replicas{3});
    }
}

}  // namespace
}  // namespace flotilla::policy

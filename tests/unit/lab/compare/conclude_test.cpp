#include "flotilla/lab/compare/conclude.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::lab::compare {
namespace {

RunOutcome outcome(double core_hours, double violation) {
    RunOutcome made;
    made.measures.core_hours = core_hours;
    made.measures.violating_requests = violation;
    return made;
}

PolicyOutcome policy(std::string name, bool is_hpa, double cores, double violation) {
    PolicyOutcome made;
    made.name = std::move(name);
    made.is_hpa = is_hpa;
    made.test.cores = {cores, cores, cores};
    made.test.violation = {violation, violation, violation};
    return made;
}

TEST(Candidates, TheCheapestThatKeepsThePromiseIsChosen) {
    std::map<RunKey, RunOutcome> tuning;
    const std::vector<Knobs> settings{{{"target", "30"}}, {{"target", "50"}}, {{"target", "90"}}};
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        tuning[{"hpa", settings[0], "steps", seed}] = outcome(8, 0.001);
        tuning[{"hpa", settings[1], "steps", seed}] = outcome(6, 0.005 + 0.002 * static_cast<double>(seed));
        tuning[{"hpa", settings[2], "steps", seed}] = outcome(4, 0.2);
    }
    const auto candidates = candidates_of("hpa", settings, tuning, 0.01, 2);
    ASSERT_EQ(candidates.size(), 3u);
    EXPECT_TRUE(candidates[1].is_chosen);
    EXPECT_EQ(candidates[1].cores, 3);
    EXPECT_NEAR(candidates[1].violation, 0.008, 1e-12);
    EXPECT_FALSE(candidates[0].is_chosen || candidates[2].is_chosen);
}

TEST(BestHpa, IsTheYardstickOfAllOthersInPairs) {
    std::vector<PolicyOutcome> policies{
        policy("hpa tuned", true, 8, 0.005),
        policy("hpa default", true, 6, 0.08),
        policy("feed-forward", false, 6, 0.004)
    };
    std::map<RunKey, RunOutcome> test;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const auto size = static_cast<double>(seed);
        test[{"hpa tuned", {}, "bursty", seed}] = outcome(8 * size, 0.005);
        test[{"hpa default", {}, "bursty", seed}] = outcome(6 * size, 0.08);
        test[{"feed-forward", {}, "bursty", seed}] = outcome(6 * size, 0.004);
    }
    compare_with_best_hpa(policies, test, 0.01);
    EXPECT_FALSE(policies[0].against.has_value());
    ASSERT_TRUE(policies[2].against.has_value());
    EXPECT_EQ(policies[2].against->policy, "hpa tuned");
    EXPECT_NEAR(policies[2].against->cost_ratio.estimate, 0.75, 1e-12);
    EXPECT_NEAR(policies[2].against->violation_difference.high, -0.001, 1e-12);
    EXPECT_NEAR(policies[2].against->p_value, 2 * 2.0 / 64, 1e-12);  // exact, times two by Holm
    EXPECT_THAT(
        headline_of(policies, 0.01),
        testing::Contains(testing::HasSubstr("feed-forward costs 0.75 [0.75, 0.75] of hpa tuned"))
    );
}

TEST(BestHpa, WithoutOneNothingIsClaimed) {
    std::vector<PolicyOutcome> policies{policy("static", false, 8, 0.005)};
    compare_with_best_hpa(policies, {}, 0.01);
    EXPECT_FALSE(policies[0].against.has_value());
    EXPECT_TRUE(headline_of(policies, 0.01).empty());
}

}  // namespace
}  // namespace flotilla::lab::compare

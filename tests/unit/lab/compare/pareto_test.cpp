#include "flotilla/lab/compare/pareto.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::lab::compare {
namespace {

using testing::ElementsAre;

const std::vector<Tradeoff> kPoints{{4, 0.01}, {2, 0.05}, {3, 0.05}, {1, 0.20}, {5, 0.01}, {2, 0.05}};

TEST(ParetoFront, HoldsWhatNobodyBeats) {
    EXPECT_THAT(pareto_front(kPoints), ElementsAre(3, 1, 0));
    EXPECT_THAT(pareto_front({}), ElementsAre());
}

TEST(Hypervolume, AddsUpTheStairs) {
    // (5 − 1)(0.3 − 0.2) + (5 − 2)(0.2 − 0.05) + (5 − 4)(0.05 − 0.01)
    EXPECT_NEAR(hypervolume(kPoints, {5, 0.3}), 0.4 + 0.45 + 0.04, 1e-12);
}

TEST(Hypervolume, APointBeyondTheWorstAddsNothing) {
    const std::vector<Tradeoff> beyond{{9, 0.01}, {1, 0.9}};
    EXPECT_EQ(hypervolume(beyond, {5, 0.3}), 0);
}

TEST(CheapestWithin, TakesTheCheapestThatKeepsThePromise) {
    EXPECT_EQ(cheapest_within(kPoints, 0.05), 1u);
    EXPECT_EQ(cheapest_within(kPoints, 1), 3u);
}

TEST(CheapestWithin, TakesTheLeastViolationWhenNobodyKeepsThePromise) {
    EXPECT_EQ(cheapest_within(kPoints, 0.001), 0u);
}

}  // namespace
}  // namespace flotilla::lab::compare

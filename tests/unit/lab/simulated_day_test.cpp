#include "flotilla/lab/simulated_day.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::lab {
namespace {

using testing::HasSubstr;

DayOptions half_an_hour(std::uint64_t seed) {
    DayOptions options;
    options.seed = seed;
    options.length = std::chrono::minutes{30};
    options.interval = std::chrono::minutes{10};
    return options;
}

TEST(SimulatedDay, IsTheSameFromRunToRun) {
    const auto first = simulate_day(half_an_hour(3));
    const auto second = simulate_day(half_an_hour(3));
    ASSERT_THAT(first, testing_support::IsOk());
    EXPECT_EQ(first, second);
    EXPECT_GE(first->actions, 4U);
    EXPECT_THAT(first->final_state, HasSubstr("teastore-webui"));
}

TEST(SimulatedDay, IsAnotherWithAnotherSeed) {
    EXPECT_NE(
        simulate_day(half_an_hour(3)).value().history_hash, simulate_day(half_an_hour(4)).value().history_hash
    );
}

}  // namespace
}  // namespace flotilla::lab

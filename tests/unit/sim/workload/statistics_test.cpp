#include "flotilla/sim/workload/statistics.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>

#include "flotilla/base/random.hpp"

namespace flotilla::sim::workload {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(Statistics, OfFourValuesAreThoseDoneByHand) {
    const auto made = statistics_of({1, 2, 3, 4}, seconds{1});
    EXPECT_EQ(made.steps, 4U);
    EXPECT_DOUBLE_EQ(made.mean, 2.5);
    EXPECT_DOUBLE_EQ(made.cv, std::sqrt(1.25) / 2.5);
    EXPECT_DOUBLE_EQ(made.p50_over_mean, 1);
    EXPECT_DOUBLE_EQ(made.max_over_mean, 1.6);
    EXPECT_DOUBLE_EQ(made.min_over_mean, 0.4);
    EXPECT_DOUBLE_EQ(made.lag_one.value(), (1.5 * 0.5 - 0.5 * 0.5 + 0.5 * 1.5) / 5);
    EXPECT_FALSE(made.lag_day.has_value());
    EXPECT_FALSE(made.hurst.has_value());
}

TEST(Statistics, OfAConstantHaveNoCorrelation) {
    const auto made = statistics_of(std::vector<double>(200, 5.0), hours{1});
    EXPECT_EQ(made.cv, 0);
    EXPECT_FALSE(made.lag_one.has_value());
    EXPECT_FALSE(made.daily_share.has_value());
    EXPECT_FALSE(made.hurst.has_value());
    EXPECT_EQ(made.bursts, 0U);
}

TEST(Statistics, OfNothingButZerosAreFinite) {
    const auto made = statistics_of(std::vector<double>(200, 0.0), hours{1});
    EXPECT_EQ(made.mean, 0);
    EXPECT_EQ(made.max_over_mean, 0);
    EXPECT_EQ(made.bursts, 0U);
}

TEST(Statistics, ADailyWaveIsExplainedByTheTimeOfDay) {
    std::vector<double> values(24 * 7);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = 10 + 5 * std::sin(2 * std::numbers::pi * static_cast<double>(i) / 24);
    }
    const auto made = statistics_of(values, hours{1});
    EXPECT_NEAR(made.daily_share.value(), 1, 1e-9);
    EXPECT_NEAR(made.lag_day.value(), 6.0 / 7, 1e-9);  // of 7 days, 6 have one before them
    EXPECT_NEAR(made.profile_max.value(), 1.5, 0.01);
    EXPECT_NEAR(made.profile_min.value(), 0.5, 0.01);
}

TEST(Statistics, WhiteNoiseHasTheHurstExponentOneHalf) {
    RandomStream random{1};
    std::vector<double> values(20000);
    for (double& value : values) {
        value = 10 + random.normal();
    }
    EXPECT_NEAR(hurst_exponent(values).value(), 0.5, 0.05);
}

TEST(Statistics, ABurstIsARunAboveThreeTimesTheMedian) {
    EXPECT_EQ(statistics_of({1, 1, 4, 4, 1, 5, 1, 3, 1}, seconds{1}).bursts, 2U);
}

TEST(KolmogorovSmirnov, IsTheLargestDistanceBetweenDistributions) {
    EXPECT_DOUBLE_EQ(kolmogorov_smirnov({1, 2, 3}, {3, 2, 1}), 0);
    EXPECT_DOUBLE_EQ(kolmogorov_smirnov({1, 2}, {3, 4}), 1);
    EXPECT_DOUBLE_EQ(kolmogorov_smirnov({1, 2, 3, 4}, {3, 4, 5, 6}), 0.5);
    EXPECT_DOUBLE_EQ(kolmogorov_smirnov({1, 1, 1}, {1, 2}), 0.5);
}

TEST(IncrementDistance, DoesNotDependOnTheScale) {
    EXPECT_NEAR(increment_distance({1, 2, 4, 2}, {10, 20, 40, 20}), 0, 1e-12);
    EXPECT_GT(increment_distance({1, 1, 1, 1}, {1, 9, 1, 9}), 0.4);
}

}  // namespace
}  // namespace flotilla::sim::workload

#include "flotilla/sim/workload/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace flotilla::sim::workload {
namespace {

constexpr std::size_t kDraws = 200000;

std::vector<double> drawn(const std::function<double(RandomStream&)>& draw) {
    RandomStream random{7};
    std::vector<double> values(kDraws);
    std::generate(values.begin(), values.end(), [&] { return draw(random); });
    std::sort(values.begin(), values.end());
    return values;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

TEST(Distributions, GammaHasItsMeanAndVariance) {
    for (const double shape : {0.2, 1.0, 7.5}) {
        const auto values = drawn([shape](RandomStream& random) { return gamma(random, shape); });
        const double mean = mean_of(values);
        double variance = 0;
        for (const double value : values) {
            variance += (value - mean) * (value - mean) / static_cast<double>(kDraws);
        }
        EXPECT_NEAR(mean, shape, 0.01 * shape + 0.005);
        EXPECT_NEAR(variance, shape, 0.04 * shape);
    }
}

TEST(Distributions, BetaHasItsMeanAndStaysInside) {
    const auto values = drawn([](RandomStream& random) { return beta(random, 0.8, 4.5); });
    EXPECT_NEAR(mean_of(values), 0.8 / 5.3, 0.002);
    EXPECT_GT(values.front(), 0);
    EXPECT_LT(values.back(), 1);
}

TEST(Distributions, TruncatedParetoHasTheQuantilesOfItsFormula) {
    const auto values = drawn([](RandomStream& random) { return truncated_pareto(random, 0.7, 1, 1e6); });
    EXPECT_GE(values.front(), 1);
    EXPECT_LE(values.back(), 1e6);
    EXPECT_NEAR(values[kDraws / 2], std::pow(0.5, -1 / 0.7), 0.03);
    EXPECT_NEAR(values[kDraws * 99 / 100], std::pow(0.01, -1 / 0.7), 40);
}

TEST(Distributions, BurrHasTheMedianOfItsFormula) {
    const auto values = drawn([](RandomStream& random) { return burr(random, 11.652, 0.221, 107.1); });
    const double median = 107.1 * std::pow(std::pow(0.5, -1 / 0.221) - 1, 1 / 11.652);
    EXPECT_NEAR(values[kDraws / 2], median, 0.01 * median);
}

TEST(Distributions, LogUniformGivesEveryOrderOfMagnitudeTheSameShare) {
    const auto values = drawn([](RandomStream& random) { return log_uniform(random, 1, 1e8); });
    for (int order = 0; order <= 8; ++order) {
        const auto below =
            std::lower_bound(values.begin(), values.end(), std::pow(10.0, order)) - values.begin();
        EXPECT_NEAR(static_cast<double>(below) / kDraws, order / 8.0, 0.005);
    }
}

TEST(Distributions, ExponentialAndLognormalHaveTheirMeans) {
    EXPECT_NEAR(mean_of(drawn(exponential)), 1, 0.01);
    const auto values = drawn([](RandomStream& random) { return lognormal(random, std::log(3.0), 0.5); });
    EXPECT_NEAR(values[kDraws / 2], 3, 0.03);
    EXPECT_NEAR(mean_of(values), 3 * std::exp(0.125), 0.03);
}

}  // namespace
}  // namespace flotilla::sim::workload

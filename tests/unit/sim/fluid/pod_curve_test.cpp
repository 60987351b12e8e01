#include "flotilla/sim/fluid/pod_curve.hpp"

#include <gtest/gtest.h>

namespace flotilla::sim::fluid {
namespace {

using model::Distribution;

constexpr std::size_t kMany = 60'000;

TEST(PodCurve, OneCoreWithoutQuotaIsProcessorSharing) {
    const PodShape shape{.work = Distribution::exponential(0.01), .cores = 1};
    const PodCurve curve = simulate_curve(shape, 1, kMany);
    for (const float utilization : {0.3F, 0.6F, 0.8F}) {
        const float sojourn = 0.01F / (1 - utilization);  // M/M/1-PS
        EXPECT_NEAR(curve.at(utilization).delay + 0.01F, sojourn, 0.06F * sojourn) << utilization;
    }
}

TEST(PodCurve, TheMeanDoesNotDependOnTheShapeOfTheWork) {
    const PodCurve heavy =
        simulate_curve({.work = Distribution::lognormal(0.01, 3), .cores = 1}, 2, 4 * kMany);
    EXPECT_NEAR(heavy.at(0.6F).delay, 0.015F, 0.002F);
}

TEST(PodCurve, ThreadsMakeItAQueue) {
    const PodShape shape{.work = Distribution::exponential(0.01), .cores = 8, .threads = 1};
    EXPECT_NEAR(simulate_curve(shape, 3, kMany).at(0.6F).delay, 0.015F, 0.0015F);  // M/M/1: ρ S ÷ (1 − ρ)
}

TEST(PodCurve, AShortRequestHardlyWaitsUnderAQuotaThatIsFarFromSpent) {
    const PodShape shape{.work = Distribution::constant(0.005), .quota = 0.2};
    EXPECT_LT(simulate_curve(shape, 4, kMany).at(0.05F).delay, 0.001F);
}

TEST(PodCurve, ARequestLongerThanTheQuotaWaitsForTheNextPeriods) {
    // 50 ms of work under 20 ms a period. Begun f ms into a period it waits 160 − f for f up to 80, then 80
    // for f up to 90, then 160: 120 in the mean over f.
    const PodShape shape{.work = Distribution::constant(0.05), .quota = 0.2};
    EXPECT_NEAR(simulate_curve(shape, 5, 20'000).points[1].delay, 0.125F, 0.006F);
}

TEST(PodCurve, NeverFallsWithMoreLoad) {
    const PodCurve curve = simulate_curve({.work = Distribution::lognormal(0.004, 0.5), .quota = 0.2}, 6);
    for (std::size_t i = 1; i < PodCurve::kPoints; ++i) {
        EXPECT_GE(curve.points[i].delay, curve.points[i - 1].delay) << i;
    }
}

}  // namespace
}  // namespace flotilla::sim::fluid

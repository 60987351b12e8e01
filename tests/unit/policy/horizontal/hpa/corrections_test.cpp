#include <gtest/gtest.h>

#include "flotilla/policy/horizontal/hpa/hpa.hpp"

#include "support/hpa_world.hpp"

/// Each correction changes exactly the outcome that it is for; without it, upstream's stands.
namespace flotilla::policy::hpa {
namespace {

using model::Replicas;
using std::chrono::seconds;
using testing::HpaWorld;

constexpr Metric kCpu{Source::Resource, TargetType::Utilization, 50, true};
constexpr Metric kAverage{Source::Resource, TargetType::AverageValue, 500, true};
constexpr Metric kExternal{Source::External, TargetType::AverageValue, 1000, false};

Spec spec_of(Metric metric) {
    Behavior behavior = Behavior::defaults();
    behavior.scale_up.policies = {{RatePolicy::Unit::Pods, 100000, seconds{15}}};
    behavior.scale_down.window = seconds{0};
    return {{Replicas{1}, Replicas{100}}, {metric}, behavior};
}

/// Desired replicas as upstream, and with one correction.
std::pair<std::int64_t, std::int64_t> both(
    const Spec& spec, const Observation& seen, bool Corrections::* correction
) {
    Settings corrected;
    corrected.corrections.*correction = true;
    std::pair<std::int64_t, std::int64_t> desired;
    Decision decision;
    Memory memory;
    decide(spec, Settings{}, seen, memory, decision);
    desired.first = decision.desired.count();
    memory = {};
    decide(spec, corrected, seen, memory, decision);
    desired.second = decision.desired.count();
    return desired;
}

using Pair = std::pair<std::int64_t, std::int64_t>;

TEST(Corrections, ASucceededPodIsNoPod) {
    HpaWorld world;
    Pod ended = HpaWorld::serving();
    ended.phase = Phase::Succeeded;
    world.pods(4, 1000).add(ended, std::nullopt).add(ended, std::nullopt).add(ended, std::nullopt);
    world.add(ended, std::nullopt);
    EXPECT_EQ(both(spec_of(kCpu), world.at(4), &Corrections::ignore_succeeded_pods), Pair(4, 8));
}

TEST(Corrections, AStrangersSampleDoesNotCount) {
    HpaWorld world;
    world.pods(4, 500).stranger(20'500);
    EXPECT_EQ(both(spec_of(kAverage), world.at(4), &Corrections::ignore_strangers), Pair(36, 4));
}

TEST(Corrections, AnAverageWithinToleranceKeepsTheSpec) {
    HpaWorld world;
    world.value(6000);
    Observation seen = world.at(4);
    seen.status_replicas = Replicas{6};
    EXPECT_EQ(both(spec_of(kExternal), seen, &Corrections::keep_spec_replicas), Pair(6, 4));
}

TEST(Corrections, ASumBelowZeroDoesNotScaleOut) {
    HpaWorld world;
    world.value(-5000);
    EXPECT_EQ(both(spec_of(kExternal), world.at(4), &Corrections::keep_negative_sums), Pair(100, 1));
}

TEST(Corrections, UtilizationStopsAtTheLargestInsteadOfWrapping) {
    HpaWorld world;
    world.pods(4, std::int64_t{1} << 36, 1);  // 2^36 × 100 % is 0 in 32 bits, up to sign
    const auto [upstream, corrected] = both(spec_of(kCpu), world.at(4), &Corrections::saturate_utilization);
    EXPECT_EQ(upstream, 1);
    EXPECT_EQ(corrected, 100);
}

TEST(Corrections, RatesHoldOutsideTheBoundsToo) {
    HpaWorld world;
    Spec spec = spec_of(kCpu);
    spec.bounds.max = Replicas{5};
    spec.behavior->scale_down.policies = {{RatePolicy::Unit::Pods, 2, seconds{60}}};
    EXPECT_EQ(both(spec, world.at(10), &Corrections::limit_beyond_bounds), Pair(5, 8));
}

TEST(Corrections, PercentTakesNoMoreThanItSays) {
    HpaWorld world;
    world.pods(25, 0);
    Spec spec = spec_of(kCpu);
    spec.behavior->scale_down.policies = {{RatePolicy::Unit::Percent, 10, seconds{60}}};
    EXPECT_EQ(both(spec, world.at(25), &Corrections::round_scale_down_up), Pair(22, 23));
}

TEST(Corrections, SurgePodsOfARolloutAreNotMultiplied) {
    HpaWorld world;
    world.pods(5, 1000);  // 4 wanted, 1 more for the rollout
    EXPECT_EQ(both(spec_of(kCpu), world.at(4), &Corrections::count_no_more_than_spec), Pair(10, 8));
}

TEST(Corrections, AFailedMetricLeavesNoEmptyEntry) {
    HpaWorld world;
    world.pods(4, 900);
    Spec spec = spec_of(kCpu);
    spec.metrics.push_back(kExternal);
    Settings settings;
    Memory memory;
    Decision decision;
    decide(spec, settings, world.at(4, Duration{0}, 2), memory, decision);
    EXPECT_EQ(decision.metrics.size(), 2U);
    settings.corrections.omit_failed_metrics = true;
    decide(spec, settings, world.at(4, Duration{0}, 2), memory, decision);
    EXPECT_EQ(decision.metrics.size(), 1U);
}

}  // namespace
}  // namespace flotilla::policy::hpa

#include <gtest/gtest.h>

#include "flotilla/policy/horizontal/hpa/hpa.hpp"

#include "support/hpa_world.hpp"

namespace flotilla::policy::hpa {
namespace {

using model::Replicas;
using testing::HpaWorld;

constexpr Metric kCpu{Source::Resource, TargetType::Utilization, 50, true};

Spec spec_of(Metric metric, std::int64_t min = 1, std::int64_t max = 100) {
    Spec spec;
    spec.bounds = {Replicas{min}, Replicas{max}};
    spec.metrics = {metric};
    // No stabilization and no rates: what the metrics want is what comes out.
    Behavior behavior = Behavior::defaults();
    behavior.scale_up.policies = {{RatePolicy::Unit::Pods, 100000, std::chrono::seconds{15}}};
    behavior.scale_down.window = std::chrono::seconds{0};
    spec.behavior = behavior;
    return spec;
}

Decision decide_once(const Spec& spec, const Observation& seen, const Settings& settings = {}) {
    Memory memory;
    Decision decision;
    decide(spec, settings, seen, memory, decision);
    return decision;
}

ConditionReason reason_of(const Decision& decision, ConditionType type) {
    const auto change = decision.changes.last(type);
    EXPECT_TRUE(change.has_value());
    return change ? change->reason : ConditionReason::FailedGetScale;
}

TEST(Decide, CutsUtilizationToWholePercentsBeforeTheDeadBand) {
    HpaWorld at_the_edge;
    at_the_edge.pods(4, 559);  // 55.9 % is cut to 55 %: 1.1 times the target
    EXPECT_FALSE(decide_once(spec_of(kCpu), at_the_edge.at(4)).rescale);
    HpaWorld above;
    above.pods(4, 560);
    EXPECT_EQ(decide_once(spec_of(kCpu), above.at(4)).desired, Replicas{5});
}

TEST(Decide, LeavesATargetWithoutReplicasAlone) {
    HpaWorld world;
    const Decision decision = decide_once(spec_of(kCpu), world.at(0));
    EXPECT_EQ(decision.verdict, Verdict::Disabled);
    EXPECT_FALSE(decision.rescale);
    EXPECT_EQ(reason_of(decision, ConditionType::ScalingActive), ConditionReason::ScalingDisabled);
}

TEST(Decide, JumpsBackIntoTheBoundsWithoutReadingMetrics) {
    HpaWorld world;
    const Spec spec = spec_of(kCpu, 3, 7);
    Observation seen = world.at(9);
    seen.readings = {};
    EXPECT_FALSE(needs_metrics(spec, Replicas{9}));
    EXPECT_EQ(decide_once(spec, seen).desired, Replicas{7});
    seen.spec_replicas = Replicas{1};
    EXPECT_EQ(decide_once(spec, seen).desired, Replicas{3});
    EXPECT_TRUE(needs_metrics(spec, Replicas{7}));
}

TEST(Decide, TakesMissingPodsForIdleOnTheWayOutAndForBusyOnTheWayIn) {
    HpaWorld hot;
    hot.pods(2, 1000).add(HpaWorld::serving(), std::nullopt).add(HpaWorld::serving(), std::nullopt);
    EXPECT_FALSE(decide_once(spec_of(kCpu), hot.at(4)).rescale) << "2 of 4 at 100 % are 50 % of all";
    HpaWorld cold;
    cold.pods(2, 0).add(HpaWorld::serving(), std::nullopt).add(HpaWorld::serving(), std::nullopt);
    EXPECT_FALSE(decide_once(spec_of(kCpu), cold.at(4)).rescale) << "2 of 4 at their request are 50 % of all";
}

TEST(Decide, DoesNotCountTheCpuOfAPodThatStarts) {
    HpaWorld world;
    Pod starting = HpaWorld::serving();
    starting.started = HpaWorld::kNow - std::chrono::seconds{20};
    starting.ready_since = HpaWorld::kNow - std::chrono::seconds{10};
    world.pods(3, 500).add(starting, Sample{9000, HpaWorld::kNow, std::chrono::seconds{15}});
    EXPECT_FALSE(decide_once(spec_of(kCpu), world.at(4)).rescale);
    const Metric memory{Source::Resource, TargetType::Utilization, 50, false};
    EXPECT_GT(decide_once(spec_of(memory), world.at(4)).desired, Replicas{4})
        << "memory counts from the start";
}

TEST(Decide, KeepsTheCountWhenAMetricFailsAndTheOthersWantFewer) {
    HpaWorld world;
    world.pods(4, 100);
    Spec spec = spec_of(kCpu);
    spec.metrics.push_back({Source::External, TargetType::Value, 1000, false});
    const Decision decision = decide_once(spec, world.at(4, Duration{0}, 2));
    EXPECT_EQ(decision.verdict, Verdict::MetricsFailed);
    EXPECT_EQ(decision.failed, 1U);
    EXPECT_EQ(reason_of(decision, ConditionType::ScalingActive), ConditionReason::FailedGetExternalMetric);
}

TEST(Decide, ScalesOutOnOneMetricWhileAnotherFails) {
    HpaWorld world;
    world.pods(4, 900);
    Spec spec = spec_of(kCpu);
    spec.metrics.push_back({Source::External, TargetType::Value, 1000, false});
    const Decision decision = decide_once(spec, world.at(4, Duration{0}, 2));
    EXPECT_EQ(decision.desired, Replicas{8});
    EXPECT_EQ(decision.metric, 0U);
    EXPECT_EQ(decision.failed_metrics, 1U);
}

TEST(Decide, FailsWithoutAUsableSelector) {
    HpaWorld world;
    world.pods(4, 900);
    for (const SelectorState state :
         {SelectorState::Missing, SelectorState::Invalid, SelectorState::Ambiguous}) {
        Observation seen = world.at(4);
        seen.selector = state;
        const Decision decision = decide_once(spec_of(kCpu), seen);
        EXPECT_EQ(decision.verdict, Verdict::MetricsFailed);
        EXPECT_TRUE(decision.metrics.empty());
        EXPECT_EQ(
            reason_of(decision, ConditionType::ScalingActive),
            state == SelectorState::Ambiguous ? ConditionReason::AmbiguousSelector
                                              : ConditionReason::InvalidSelector
        );
    }
}

struct FailureCase {
    const char* name;
    FailureKind want;
    HpaWorld world;
};

TEST(Decide, SaysWhyAMetricFails) {
    Pod failed_pod = HpaWorld::serving();
    failed_pod.phase = Phase::Failed;
    const Sample sample{100, HpaWorld::kNow, std::chrono::seconds{15}};
    std::vector<FailureCase> cases{
        {"the metrics API failed",
         FailureKind::Unavailable,
         HpaWorld{}.pod(1).failing(FailureKind::Unavailable)},
        {"no pods", FailureKind::NoPods, HpaWorld{}.stranger(5)},
        {"only failed pods", FailureKind::NoUsableSamples, HpaWorld{}.add(failed_pod, sample)},
        {"a request is missing",
         FailureKind::RequestMissing,
         HpaWorld{}.pod(1).add(HpaWorld::serving(), sample, {})},
        {"requests of zero", FailureKind::NothingMatched, HpaWorld{}.pods(2, 100, 0)},
    };
    for (FailureCase& c : cases) {
        const Decision decision = decide_once(spec_of(kCpu), c.world.at(2));
        EXPECT_EQ(decision.verdict, Verdict::MetricsFailed) << c.name;
        EXPECT_EQ(decision.metrics.at(0).failure.kind, c.want) << c.name;
    }
}

TEST(Decide, NamesThePodThatLacksARequest) {
    HpaWorld world;
    const Sample sample{100, HpaWorld::kNow, std::chrono::seconds{15}};
    world.pods(2, 100)
        .add(HpaWorld::serving(), sample, std::nullopt)
        .add(HpaWorld::serving(), sample, std::nullopt);
    const Failure failure = decide_once(spec_of(kCpu), world.at(4)).metrics.at(0).failure;
    EXPECT_EQ(failure.pod, 2U);
}

TEST(Decide, FailsForTargetsThatDoNotGoWithTheirSource) {
    HpaWorld world;
    world.pods(2, 100).value(5);
    for (const Metric metric : {
             Metric{Source::Pods, TargetType::Utilization, 50, false},
             Metric{Source::Object, TargetType::Utilization, 50, false},
             Metric{Source::Resource, TargetType::Value, 50, true},
             Metric{Source::External, TargetType::None, 50, false},
         }) {
        EXPECT_EQ(
            decide_once(spec_of(metric), world.at(2)).metrics.at(0).failure.kind, FailureKind::InvalidTarget
        );
    }
    const Metric unknown{Source::Unknown, TargetType::None, 0, false};
    const Decision decision = decide_once(spec_of(unknown), world.at(2));
    EXPECT_EQ(reason_of(decision, ConditionType::ScalingActive), ConditionReason::InvalidMetricSourceType);
}

TEST(Decide, OverflowsToTheMinimumAsUpstreamDoes) {
    HpaWorld world;
    world.pods(4, std::int64_t{1} << 40);  // the percentage wraps around or is far beyond int32 times pods
    const Spec spec = spec_of({Source::Resource, TargetType::AverageValue, 1, true}, 2, 50);
    EXPECT_EQ(decide_once(spec, world.at(4)).desired, Replicas{2});
}

}  // namespace
}  // namespace flotilla::policy::hpa

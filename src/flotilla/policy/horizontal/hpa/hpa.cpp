#include "flotilla/policy/horizontal/hpa/hpa.hpp"

#include <algorithm>

#include "flotilla/policy/horizontal/hpa/detail/normalization.hpp"
#include "flotilla/policy/horizontal/hpa/detail/proposal.hpp"
#include "flotilla/policy/horizontal/hpa/detail/wrapping.hpp"

namespace flotilla::policy::hpa {
namespace {

using model::Replicas;

std::int32_t to_int32(Replicas replicas) {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(replicas.count(), INT32_MIN, INT32_MAX));
}

Verdict verdict_by_bounds(const Spec& spec, Replicas current) {
    if (current == Replicas{0} && spec.bounds.min != Replicas{0}) {
        return Verdict::Disabled;
    }
    if (current > spec.bounds.max) {
        return Verdict::AboveMax;
    }
    return current < spec.bounds.min ? Verdict::BelowMin : Verdict::Measured;
}

void start(Decision& decision) {
    decision.verdict = Verdict::Disabled;
    decision.desired = Replicas{0};
    decision.rescale = decision.is_above = decision.is_below = false;
    decision.metric.reset();
    decision.failed.reset();
    decision.failed_metrics = 0;
    decision.changes.clear();
    decision.metrics.clear();
}

bool selector_holds(SelectorState selector, Decision& decision) {
    if (selector == SelectorState::Valid) {
        return true;
    }
    const bool is_ambiguous = selector == SelectorState::Ambiguous;
    decision.changes.add(
        ConditionType::ScalingActive,
        false,
        is_ambiguous ? ConditionReason::AmbiguousSelector : ConditionReason::InvalidSelector
    );
    return false;
}

/// The largest proposal; absent when the metrics fail as a whole.
std::optional<std::int32_t> combine(const Spec& spec, const detail::Scene& scene, Decision& decision) {
    FLOTILLA_ASSERT(scene.seen.readings.size() == spec.metrics.size());
    std::int32_t largest = 0;
    for (std::size_t i = 0; i < spec.metrics.size(); ++i) {
        const detail::Proposal proposal = detail::propose(spec.metrics[i], scene.seen.readings[i], scene);
        const bool has_failed = bool(proposal.status.failure);
        if (!has_failed || !scene.settings.corrections.omit_failed_metrics) {
            decision.metrics.push_back(proposal.status);
        }
        if (has_failed) {
            decision.failed = decision.failed.value_or(i);
            ++decision.failed_metrics;
        } else if (largest == 0 || proposal.replicas > largest) {
            largest = proposal.replicas;
            decision.metric = i;
        }
    }
    const bool all_failed = decision.failed_metrics == spec.metrics.size();
    if (all_failed || (decision.failed && largest < scene.current)) {
        const Source first = decision.failed ? spec.metrics[*decision.failed].source : Source::Unknown;
        decision.changes.add(ConditionType::ScalingActive, false, failure_reason(first));
        return std::nullopt;
    }
    decision.changes.add(ConditionType::ScalingActive, true, ConditionReason::ValidMetricFound);
    return largest;
}

/// The count that the metrics ask for, or the bound that was crossed.
std::optional<std::int32_t> wanted(const Spec& spec, const detail::Scene& scene, Decision& decision) {
    switch (decision.verdict) {
        case Verdict::AboveMax:
            return to_int32(spec.bounds.max);
        case Verdict::BelowMin:
            return to_int32(spec.bounds.min);
        default:
            break;
    }
    if (!selector_holds(scene.seen.selector, decision)) {
        return std::nullopt;
    }
    const std::optional<std::int32_t> largest = combine(spec, scene, decision);
    if (!largest) {
        return std::nullopt;
    }
    const std::int32_t proposal = std::max(*largest, 0);
    decision.is_above = proposal > scene.current;
    decision.is_below = proposal < scene.current;
    return proposal;
}

}  // namespace

ConditionReason failure_reason(Source source) {
    switch (source) {
        case Source::Resource:
            return ConditionReason::FailedGetResourceMetric;
        case Source::ContainerResource:
            return ConditionReason::FailedGetContainerResourceMetric;
        case Source::Pods:
            return ConditionReason::FailedGetPodsMetric;
        case Source::Object:
            return ConditionReason::FailedGetObjectMetric;
        case Source::External:
            return ConditionReason::FailedGetExternalMetric;
        case Source::Unknown:
            break;
    }
    return ConditionReason::InvalidMetricSourceType;
}

Behavior Behavior::defaults() {
    using Unit = RatePolicy::Unit;
    constexpr std::chrono::seconds kPeriod{15};
    Behavior behavior;
    behavior.scale_up = {
        std::chrono::seconds{0}, Select::Max, {{Unit::Pods, 4, kPeriod}, {Unit::Percent, 100, kPeriod}}, {}
    };
    behavior.scale_down = {std::nullopt, Select::Max, {{Unit::Percent, 100, kPeriod}}, {}};
    return behavior;
}

bool needs_metrics(const Spec& spec, Replicas spec_replicas) {
    return verdict_by_bounds(spec, spec_replicas) == Verdict::Measured;
}

void decide(
    const Spec& spec, const Settings& settings, const Observation& seen, Memory& memory, Decision& decision
) {
    start(decision);
    decision.changes.add(ConditionType::AbleToScale, true, ConditionReason::SucceededGetScale);
    const std::int32_t current = to_int32(seen.spec_replicas);
    if (memory.recommendations.empty()) {
        memory.recommendations.push_back({current, seen.now});
    }
    decision.verdict = verdict_by_bounds(spec, seen.spec_replicas);
    decision.desired = seen.spec_replicas;
    if (decision.verdict == Verdict::Disabled) {
        decision.changes.add(ConditionType::ScalingActive, false, ConditionReason::ScalingDisabled);
        return;
    }
    const detail::Scene scene{
        seen, settings, detail::tolerance_of(spec, settings), current, to_int32(seen.status_replicas)
    };
    const std::optional<std::int32_t> proposal = wanted(spec, scene, decision);
    if (!proposal) {
        decision.verdict = Verdict::MetricsFailed;
        return;
    }
    std::int32_t desired = *proposal;
    if (decision.verdict == Verdict::Measured || settings.corrections.limit_beyond_bounds) {
        const detail::Counts counts{current, desired, to_int32(spec.bounds.min), to_int32(spec.bounds.max)};
        desired = detail::normalize(counts, spec, settings, seen.now, memory, decision.changes);
    }
    decision.desired = Replicas{desired};
    decision.rescale = desired != current;
}

ConditionChange record_rescale(
    const Spec& spec, const Observation& seen, const Decision& decision, Memory& memory
) {
    if (spec.behavior) {
        const std::int32_t before = to_int32(seen.spec_replicas);
        const std::int32_t after = to_int32(decision.desired);
        if (after > before) {
            const std::int32_t gained = detail::wrapping_subtract(after, before);
            detail::remember_change(gained, spec.behavior->scale_up, seen.now, memory.scale_ups);
        } else {
            const std::int32_t lost = detail::wrapping_subtract(before, after);
            detail::remember_change(lost, spec.behavior->scale_down, seen.now, memory.scale_downs);
        }
    }
    return {ConditionType::AbleToScale, true, ConditionReason::SucceededRescale};
}

}  // namespace flotilla::policy::hpa

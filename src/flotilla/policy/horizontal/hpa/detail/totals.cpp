#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "flotilla/policy/horizontal/hpa/detail/proposal.hpp"
#include "flotilla/policy/horizontal/hpa/detail/wrapping.hpp"

namespace flotilla::policy::hpa::detail {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

/// The sum of an External metric for an average; a sum that falls below zero counts as overflow.
std::int64_t sum_for_average(const Reading& reading, const Corrections& corrections) {
    std::int64_t sum = 0;
    for (const std::int64_t value : reading.values) {
        sum = wrapping_add(sum, value);
        if (sum < 0 && !corrections.keep_negative_sums) {
            return kLargest;
        }
    }
    return sum;
}

std::int64_t plain_sum(const Reading& reading) {
    std::int64_t sum = 0;
    for (const std::int64_t value : reading.values) {
        sum = wrapping_add(sum, value);
    }
    return sum;
}

/// Pods that run and serve; absent when there is no pod at all.
std::optional<std::int64_t> serving_pods(const Observation& seen) {
    if (seen.pods.empty()) {
        return std::nullopt;
    }
    std::int64_t serving = 0;
    for (const Pod& pod : seen.pods) {
        serving += pod.phase == Phase::Running && pod.readiness == Readiness::True ? 1 : 0;
    }
    return serving;
}

Proposal propose_by_value(const Metric& metric, std::int64_t value, const Scene& scene) {
    MetricStatus status;
    status.value = value;
    const double ratio = static_cast<double>(value) / static_cast<double>(metric.target);
    if (scene.current == 0) {
        return {cut_to<std::int32_t>(std::ceil(ratio)), status};
    }
    if (scene.tolerance.covers(ratio)) {
        return {scene.current, status};
    }
    const std::optional<std::int64_t> serving = serving_pods(scene.seen);
    if (!serving) {
        return failed(FailureKind::NoPods);
    }
    return {cut_to<std::int32_t>(std::ceil(ratio * static_cast<double>(*serving))), status};
}

Proposal propose_by_average(const Metric& metric, std::int64_t value, const Scene& scene) {
    const auto target = static_cast<double>(metric.target);
    const auto pods = static_cast<double>(scene.status);
    const auto total = static_cast<double>(value);
    const bool is_external = metric.source == Source::External;
    Proposal proposal{scene.settings.corrections.keep_spec_replicas ? scene.current : scene.status, {}};
    if (!scene.tolerance.covers(total / (target * pods))) {
        const double wanted = std::ceil(total / target);
        const bool is_capped = is_external && wanted > static_cast<double>(INT32_MAX);
        proposal.replicas = is_capped ? INT32_MAX : cut_to<std::int32_t>(wanted);
    }
    const bool is_overflow = is_external && total >= static_cast<double>(kLargest);
    proposal.status.average_value = is_overflow ? kLargest : cut_to<std::int64_t>(std::ceil(total / pods));
    return proposal;
}

}  // namespace

Proposal propose_from_total(const Metric& metric, const Reading& reading, const Scene& scene) {
    if (reading.values.empty()) {
        return failed(FailureKind::NoItems);
    }
    const bool is_external = metric.source == Source::External;
    if (metric.target_type == TargetType::Value) {
        return propose_by_value(metric, is_external ? plain_sum(reading) : reading.values.front(), scene);
    }
    const std::int64_t value =
        is_external ? sum_for_average(reading, scene.settings.corrections) : reading.values.front();
    return propose_by_average(metric, value, scene);
}

Proposal propose(const Metric& metric, const Reading& reading, const Scene& scene) {
    if (metric.source == Source::Unknown) {
        return failed(FailureKind::UnknownSource);
    }
    const bool is_total = metric.source == Source::Object || metric.source == Source::External;
    const TargetType type = metric.target_type;
    const bool fits = is_total ? type == TargetType::Value || type == TargetType::AverageValue
                               : type == TargetType::AverageValue ||
                                     (type == TargetType::Utilization && metric.source != Source::Pods);
    if (!fits) {
        return failed(FailureKind::InvalidTarget);
    }
    if (reading.failure != FailureKind::None) {
        return failed(reading.failure);
    }
    return is_total ? propose_from_total(metric, reading, scene) : propose_per_pod(metric, reading, scene);
}

}  // namespace flotilla::policy::hpa::detail

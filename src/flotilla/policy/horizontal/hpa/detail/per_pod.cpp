#include <algorithm>
#include <cmath>
#include <cstdint>

#include "flotilla/policy/horizontal/hpa/detail/pod_group.hpp"
#include "flotilla/policy/horizontal/hpa/detail/proposal.hpp"
#include "flotilla/policy/horizontal/hpa/detail/wrapping.hpp"

namespace flotilla::policy::hpa::detail {
namespace {

/// Sums over the pods of one kind.
struct Sum {
    std::int64_t pods = 0;
    std::int64_t usage = 0;    ///< of their samples, milli-units
    std::int64_t request = 0;  ///< milli-units

    void add(std::int64_t more_usage, std::int64_t more_request) {
        ++pods;
        usage = wrapping_add(usage, more_usage);
        request = wrapping_add(request, more_request);
    }
    friend Sum operator+(const Sum& a, const Sum& b) {
        return {a.pods + b.pods, wrapping_add(a.usage, b.usage), wrapping_add(a.request, b.request)};
    }
};

struct Groups {
    Sum ready;
    Sum missing;    ///< their usage is what is assumed of them on the way in
    Sum unready;    ///< their usage is 0
    Sum strangers;  ///< samples without a pod; no requests
    Failure failure;
};

/// What a pod without a sample is taken to use when the others say "fewer": all of its request, or the target
/// where that is above it.
std::int64_t assumed_usage(const Metric& metric, std::int64_t request) {
    if (metric.target_type == TargetType::AverageValue) {
        return metric.target;
    }
    return wrapping_multiply(request, std::max<std::int64_t>(100, metric.target)) / 100;
}

Groups group(const Metric& metric, const Reading& reading, const Scene& scene) {
    Groups groups;
    const bool by_request = metric.target_type == TargetType::Utilization;
    const bool readiness_counts = metric.is_cpu && metric.source != Source::Pods;
    const Observation& seen = scene.seen;
    for (std::size_t i = 0; i < seen.pods.size(); ++i) {
        std::int64_t request = 0;
        if (by_request) {
            if (!reading.requests[i] && !groups.failure) {
                groups.failure = Failure{FailureKind::RequestMissing, i};
            }
            request = reading.requests[i].value_or(0);
        }
        const std::optional<Sample>& sample = reading.samples[i];
        switch (group_of(seen.pods[i], sample, readiness_counts, seen.now, scene.settings)) {
            case PodGroup::Ignored:
                break;
            case PodGroup::Unready:
                groups.unready.add(0, request);
                break;
            case PodGroup::Missing:
                groups.missing.add(assumed_usage(metric, request), request);
                break;
            case PodGroup::Ready:
                groups.ready.add(sample->value, request);
                break;
        }
    }
    if (!scene.settings.corrections.ignore_strangers) {
        for (const Sample& stranger : reading.strangers) {
            groups.strangers.add(stranger.value, 0);
        }
    }
    return groups;
}

/// Usage over target.
struct Ratio {
    double value = 0;
    MetricStatus status;
};

/// Percent of the request, wrapping around as upstream does.
std::int32_t percent_of(const Sum& sum, bool saturate) {
    if (saturate) {
        const double percent = static_cast<double>(sum.usage) / static_cast<double>(sum.request) * 100.0;
        return static_cast<std::int32_t>(std::clamp(percent, 0.0, static_cast<double>(INT32_MAX)));
    }
    return static_cast<std::int32_t>(
        wrapping_divide(wrapping_multiply<std::int64_t>(sum.usage, 100), sum.request)
    );
}

/// @param pods       sums over pods whose requests are known
/// @param strangers  count for averages only: nothing is known of their requests
Ratio ratio_of(const Metric& metric, const Sum& pods, const Sum& strangers, const Settings& settings) {
    Ratio ratio;
    const auto target = static_cast<double>(metric.target);
    if (metric.target_type == TargetType::AverageValue) {
        const Sum all = pods + strangers;
        const std::int64_t average = all.usage / all.pods;
        ratio.status.average_value = average;
        ratio.value = static_cast<double>(average) / target;
        return ratio;
    }
    if (pods.request == 0) {
        ratio.status.failure = Failure{FailureKind::NothingMatched};
        return ratio;
    }
    const std::int32_t percent = percent_of(pods, settings.corrections.saturate_utilization);
    ratio.status.average_utilization = percent;
    ratio.status.average_value = pods.usage / pods.pods;
    ratio.value = static_cast<double>(percent) / target;
    return ratio;
}

/// ceil(ratio × pods).
std::int32_t replicas_for(double ratio, std::int64_t pods, const Scene& scene) {
    if (scene.settings.corrections.count_no_more_than_spec) {
        pods = std::min<std::int64_t>(pods, scene.current);
    }
    return cut_to<std::int32_t>(std::ceil(ratio * static_cast<double>(pods)));
}

/// The count again, with what is assumed of the pods whose usage is not known; never turns the direction.
/// @param first  the ratio without them
Proposal propose_with_assumptions(
    const Metric& metric, const Ratio& first, bool fill_unready, Groups groups, const Scene& scene
) {
    Sum all = groups.ready;
    if (first.value < 1.0) {
        all = all + groups.missing;
    } else if (first.value > 1.0) {
        groups.missing.usage = 0;
        all = all + groups.missing;
    }
    if (fill_unready) {
        all = all + groups.unready;
    }
    const Ratio again = ratio_of(metric, all, groups.strangers, scene.settings);
    if (again.status.failure) {
        return failed(again.status.failure.kind);
    }
    const bool turned = (first.value < 1.0 && again.value > 1.0) || (first.value > 1.0 && again.value < 1.0);
    if (scene.tolerance.covers(again.value) || turned) {
        return {scene.current, first.status};
    }
    const std::int32_t replicas = replicas_for(again.value, all.pods + groups.strangers.pods, scene);
    const bool overshoots =
        (again.value < 1.0 && replicas > scene.current) || (again.value > 1.0 && replicas < scene.current);
    return {overshoots ? scene.current : replicas, first.status};
}

}  // namespace

Proposal propose_per_pod(const Metric& metric, const Reading& reading, const Scene& scene) {
    if (scene.seen.pods.empty()) {
        return failed(FailureKind::NoPods);
    }
    const Groups groups = group(metric, reading, scene);
    if (groups.ready.pods + groups.strangers.pods == 0) {
        return failed(FailureKind::NoUsableSamples);
    }
    if (groups.failure) {
        return failed(groups.failure.kind, groups.failure.pod);
    }
    const Ratio ratio = ratio_of(metric, groups.ready, groups.strangers, scene.settings);
    if (ratio.status.failure) {
        return failed(ratio.status.failure.kind);
    }
    const bool fill_unready = groups.unready.pods > 0 && ratio.value > 1.0;
    if (groups.missing.pods > 0 || fill_unready) {
        return propose_with_assumptions(metric, ratio, fill_unready, groups, scene);
    }
    if (scene.tolerance.covers(ratio.value)) {
        return {scene.current, ratio.status};
    }
    return {replicas_for(ratio.value, groups.ready.pods, scene), ratio.status};
}

}  // namespace flotilla::policy::hpa::detail

#include "flotilla/policy/horizontal/hpa/detail/pod_group.hpp"

namespace flotilla::policy::hpa::detail {
namespace {

/// Whether the CPU of a pod is that of its start rather than of its work.
bool is_starting(const Pod& pod, const Sample& sample, WallTime now, const Settings& settings) {
    if (pod.readiness == Readiness::Absent || !pod.started) {
        return true;
    }
    const bool says_unready = pod.readiness == Readiness::False;
    if (*pod.started + settings.cpu_initialization_period > now) {
        // The sample must lie wholly after the last change of readiness.
        return says_unready || sample.time < pod.ready_since + sample.window;
    }
    // Unready since shortly after its start: it has never been ready.
    return says_unready && *pod.started + settings.initial_readiness_delay > pod.ready_since;
}

}  // namespace

PodGroup group_of(
    const Pod& pod, const std::optional<Sample>& sample, bool is_cpu, WallTime now, const Settings& settings
) {
    if (pod.is_deleting || pod.phase == Phase::Failed) {
        return PodGroup::Ignored;
    }
    if (settings.corrections.ignore_succeeded_pods && pod.phase == Phase::Succeeded) {
        return PodGroup::Ignored;
    }
    if (pod.phase == Phase::Pending) {
        return PodGroup::Unready;
    }
    if (!sample) {
        return PodGroup::Missing;
    }
    if (is_cpu && is_starting(pod, *sample, now, settings)) {
        return PodGroup::Unready;
    }
    return PodGroup::Ready;
}

}  // namespace flotilla::policy::hpa::detail

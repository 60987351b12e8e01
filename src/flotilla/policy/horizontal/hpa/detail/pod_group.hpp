#pragma once
#include <cstdint>
#include <optional>

#include "flotilla/policy/horizontal/hpa/observation.hpp"
#include "flotilla/policy/horizontal/hpa/spec.hpp"

namespace flotilla::policy::hpa::detail {

/// How a pod counts for a per-pod metric; each is in one group.
enum class PodGroup : std::uint8_t {
    Ignored,  ///< ends, or has failed: neither its sample nor the pod itself counts
    Unready,  ///< its sample does not count; on the way out it counts as idle
    Missing,  ///< no sample: assumed busy on the way in, idle on the way out
    Ready,    ///< its sample counts
};

/// @param is_cpu   readiness counts for CPU alone
PodGroup group_of(
    const Pod& pod, const std::optional<Sample>& sample, bool is_cpu, WallTime now, const Settings& settings
);

}  // namespace flotilla::policy::hpa::detail

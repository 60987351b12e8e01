#pragma once
#include <cstdint>
#include <span>

#include "flotilla/policy/horizontal/hpa/conditions.hpp"
#include "flotilla/policy/horizontal/hpa/memory.hpp"
#include "flotilla/policy/horizontal/hpa/spec.hpp"

namespace flotilla::policy::hpa::detail {

/// The replicas of a target on their way from what the metrics want to what is written.
struct Counts {
    std::int32_t current = 0;
    std::int32_t desired = 0;
    std::int32_t min = 0;
    std::int32_t max = 0;
};

/// A count after one step, and the condition that tells of it.
struct Step {
    std::int32_t desired = 0;
    ConditionReason reason = ConditionReason::DesiredWithinRange;
};

/// Keeps to the recommendations of the recent past, and adds this one to them.
Step stabilize(
    const Counts& counts, const Behavior& behavior, const Settings& settings, WallTime now, Memory& memory
);
/// The same for objects without `behavior`: on the way in only.
Step stabilize_scale_down(const Counts& counts, const Settings& settings, WallTime now, Memory& memory);

/// Keeps within the rates of `behavior` and within min..max.
Step limit_rate(
    const Counts& counts,
    const Behavior& behavior,
    const Corrections& corrections,
    WallTime now,
    const Memory& memory
);
/// The same for objects without `behavior`: up to twice the replicas, or 4.
Step limit_doubling(const Counts& counts);

/// Remembers a change that was made. Entries older than the longest period are reused.
void remember_change(
    std::int32_t change, const ScalingRules& rules, WallTime now, std::vector<ScaleEvent>& events
);

/// From what the metrics want to what is written, with the two conditions that tell of it.
std::int32_t normalize(
    const Counts& counts,
    const Spec& spec,
    const Settings& settings,
    WallTime now,
    Memory& memory,
    ConditionChanges& changes
);

}  // namespace flotilla::policy::hpa::detail

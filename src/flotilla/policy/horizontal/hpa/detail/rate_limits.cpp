#include <algorithm>
#include <cmath>
#include <limits>

#include "flotilla/policy/horizontal/hpa/detail/normalization.hpp"
#include "flotilla/policy/horizontal/hpa/detail/wrapping.hpp"

namespace flotilla::policy::hpa::detail {
namespace {

/// Replicas gained or lost within the last period.
std::int32_t change_within(std::chrono::seconds period, const std::vector<ScaleEvent>& events, WallTime now) {
    std::int32_t change = 0;
    for (const ScaleEvent& event : events) {
        if (event.time > now - period) {
            change = wrapping_add(change, event.change);
        }
    }
    return change;
}

/// Replicas as they were when the policy's period began.
std::int32_t start_of(const RatePolicy& policy, std::int32_t current, const Memory& memory, WallTime now) {
    const std::int32_t gained = change_within(policy.period, memory.scale_ups, now);
    const std::int32_t lost = change_within(policy.period, memory.scale_downs, now);
    return wrapping_add(wrapping_subtract(current, gained), lost);
}

std::int32_t highest_by(const RatePolicy& policy, std::int32_t start) {
    if (policy.unit == RatePolicy::Unit::Pods) {
        return wrapping_add(start, policy.value);
    }
    return cut_to<std::int32_t>(std::ceil(static_cast<double>(start) * (1.0 + policy.value / 100.0)));
}

std::int32_t lowest_by(const RatePolicy& policy, std::int32_t start, const Corrections& corrections) {
    if (policy.unit == RatePolicy::Unit::Pods) {
        return wrapping_subtract(start, policy.value);
    }
    const double left = static_cast<double>(start) * (1.0 - policy.value / 100.0);
    if (corrections.round_scale_down_up) {
        return std::min(cut_to<std::int32_t>(std::ceil(left)), wrapping_subtract(start, 1));
    }
    return cut_to<std::int32_t>(left);
}

std::int32_t scale_up_limit(
    std::int32_t current, const ScalingRules& rules, const Memory& memory, WallTime now
) {
    if (rules.select == Select::Disabled) {
        return current;
    }
    const bool takes_least = rules.select == Select::Min;
    std::int32_t limit =
        takes_least ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int32_t>::min();
    for (const RatePolicy& policy : rules.policies) {
        const std::int32_t highest = highest_by(policy, start_of(policy, current, memory, now));
        limit = takes_least ? std::min(limit, highest) : std::max(limit, highest);
    }
    return std::max(limit, current);
}

std::int32_t scale_down_limit(
    std::int32_t current,
    const ScalingRules& rules,
    const Corrections& corrections,
    const Memory& memory,
    WallTime now
) {
    if (rules.select == Select::Disabled) {
        return current;
    }
    const bool takes_least = rules.select == Select::Min;
    std::int32_t limit =
        takes_least ? std::numeric_limits<std::int32_t>::min() : std::numeric_limits<std::int32_t>::max();
    for (const RatePolicy& policy : rules.policies) {
        const std::int32_t lowest = lowest_by(policy, start_of(policy, current, memory, now), corrections);
        limit = takes_least ? std::max(limit, lowest) : std::min(limit, lowest);
    }
    return std::min(limit, current);
}

}  // namespace

Step limit_rate(
    const Counts& counts,
    const Behavior& behavior,
    const Corrections& corrections,
    WallTime now,
    const Memory& memory
) {
    if (counts.desired > counts.current) {
        const std::int32_t limit = scale_up_limit(counts.current, behavior.scale_up, memory, now);
        const std::int32_t allowed = std::min(counts.max, limit);
        if (counts.desired > allowed) {
            const bool is_rate = limit < counts.max;
            return {allowed, is_rate ? ConditionReason::ScaleUpLimit : ConditionReason::TooManyReplicas};
        }
    } else if (counts.desired < counts.current) {
        const std::int32_t limit =
            scale_down_limit(counts.current, behavior.scale_down, corrections, memory, now);
        const std::int32_t allowed = std::max(counts.min, limit);
        if (counts.desired < allowed) {
            const bool is_rate = counts.min < limit;
            return {allowed, is_rate ? ConditionReason::ScaleDownLimit : ConditionReason::TooFewReplicas};
        }
    }
    return {counts.desired, ConditionReason::DesiredWithinRange};
}

Step limit_doubling(const Counts& counts) {
    const auto limit = cut_to<std::int32_t>(std::max(2.0 * static_cast<double>(counts.current), 4.0));
    const std::int32_t allowed = std::min(counts.max, limit);
    if (counts.desired < counts.min) {
        return {counts.min, ConditionReason::TooFewReplicas};
    }
    if (counts.desired > allowed) {
        const bool is_rate = counts.max > limit;
        return {allowed, is_rate ? ConditionReason::ScaleUpLimit : ConditionReason::TooManyReplicas};
    }
    return {counts.desired, ConditionReason::DesiredWithinRange};
}

void remember_change(
    std::int32_t change, const ScalingRules& rules, WallTime now, std::vector<ScaleEvent>& events
) {
    std::chrono::seconds longest{0};
    for (const RatePolicy& policy : rules.policies) {
        longest = std::max(longest, policy.period);
    }
    ScaleEvent* reusable = nullptr;
    for (ScaleEvent& event : events) {
        event.is_reusable = event.is_reusable || event.time < now - longest;
        if (event.is_reusable) {
            reusable = &event;
        }
    }
    if (reusable != nullptr) {
        *reusable = {change, now, false};
    } else {
        events.push_back({change, now, false});
    }
}

}  // namespace flotilla::policy::hpa::detail

#include <algorithm>
#include <optional>

#include "flotilla/policy/horizontal/hpa/detail/normalization.hpp"

namespace flotilla::policy::hpa::detail {
namespace {

void remember(
    std::int32_t replicas,
    WallTime now,
    std::optional<std::size_t> reusable,
    std::vector<Recommendation>& recommendations
) {
    if (reusable) {
        recommendations[*reusable] = {replicas, now};
    } else {
        recommendations.push_back({replicas, now});
    }
}

}  // namespace

Step stabilize(
    const Counts& counts, const Behavior& behavior, const Settings& settings, WallTime now, Memory& memory
) {
    const auto flag = std::chrono::duration_cast<std::chrono::seconds>(settings.downscale_stabilization);
    const WallTime up_from = now - behavior.scale_up.window.value_or(std::chrono::seconds{0});
    const WallTime down_from = now - behavior.scale_down.window.value_or(flag);
    std::int32_t lowest = counts.desired;
    std::int32_t highest = counts.desired;
    std::optional<std::size_t> reusable;
    for (std::size_t i = 0; i < memory.recommendations.size(); ++i) {
        const Recommendation& past = memory.recommendations[i];
        lowest = past.time > up_from ? std::min(lowest, past.replicas) : lowest;
        highest = past.time > down_from ? std::max(highest, past.replicas) : highest;
        if (past.time < up_from && past.time < down_from) {
            reusable = i;
        }
    }
    remember(counts.desired, now, reusable, memory.recommendations);
    const std::int32_t stabilized = std::min(std::max(counts.current, lowest), highest);
    if (stabilized == counts.desired) {
        return {stabilized, ConditionReason::ReadyForNewScale};
    }
    const bool is_up = counts.desired >= counts.current;
    return {stabilized, is_up ? ConditionReason::ScaleUpStabilized : ConditionReason::ScaleDownStabilized};
}

Step stabilize_scale_down(const Counts& counts, const Settings& settings, WallTime now, Memory& memory) {
    const WallTime from = now - settings.downscale_stabilization;
    std::int32_t highest = counts.desired;
    std::optional<std::size_t> reusable;
    for (std::size_t i = 0; i < memory.recommendations.size(); ++i) {
        const Recommendation& past = memory.recommendations[i];
        if (past.time < from) {
            reusable = i;
        } else {
            highest = std::max(highest, past.replicas);
        }
    }
    remember(counts.desired, now, reusable, memory.recommendations);
    const bool is_kept = highest == counts.desired;
    return {highest, is_kept ? ConditionReason::ReadyForNewScale : ConditionReason::ScaleDownStabilized};
}

}  // namespace flotilla::policy::hpa::detail

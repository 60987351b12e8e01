#include "flotilla/policy/horizontal/hpa/detail/normalization.hpp"

namespace flotilla::policy::hpa::detail {

std::int32_t normalize(
    const Counts& counts,
    const Spec& spec,
    const Settings& settings,
    WallTime now,
    Memory& memory,
    ConditionChanges& changes
) {
    const Step stabilized = spec.behavior ? stabilize(counts, *spec.behavior, settings, now, memory)
                                          : stabilize_scale_down(counts, settings, now, memory);
    changes.add(ConditionType::AbleToScale, true, stabilized.reason);
    Counts next = counts;
    next.desired = stabilized.desired;
    const Step limited = spec.behavior ? limit_rate(next, *spec.behavior, settings.corrections, now, memory)
                                       : limit_doubling(next);
    changes.add(ConditionType::ScalingLimited, limited.desired != stabilized.desired, limited.reason);
    return limited.desired;
}

}  // namespace flotilla::policy::hpa::detail

#pragma once
#include <memory>

#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::policy {

/// Every member from a Holt-Winters forecast of the rate at the entry: level, damped trend and, with a
/// `period`, the season (a day, an hour), so that a rise that came yesterday is met before it shows.
///
/// The rate to be ready for is the larger of the measured one and the largest forecast for any step up to
/// `look-ahead`.
///
/// Parameters: those of `read_capacity_plan`; `look-ahead` (1m), `step` (30s), `period` (0s = no season; a
/// multiple of the step), `level` (0.7), `trend` (0.3), `season` (0.3), `damping` (0.95), each within 0..1.
Result<std::unique_ptr<const HorizontalPolicy>> make_predictive(const model::ScalingGroup& group);

}  // namespace flotilla::policy

#pragma once
#include <memory>

#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::policy {

/// Every member from the rate at the entry, looked ahead along a straight line: what pods need to start in
/// time.
///
/// One measurement decides for all members at once, so nobody waits until the load has worked its way down
/// the call graph. The rate to be ready for is the larger of the measured one and its least-squares line over
/// the last `window`, drawn `look-ahead` further.
///
/// Parameters: those of `read_capacity_plan`; `look-ahead` (1m: start-up and metric lag), `window` (2m).
Result<std::unique_ptr<const HorizontalPolicy>> make_feed_forward(const model::ScalingGroup& group);

}  // namespace flotilla::policy

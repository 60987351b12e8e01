#pragma once
#include <memory>

#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::policy {

/// Each member's HPA decision, lifted so that it never starves the callers behind it.
///
/// For every member m, callers before callees:
///
///     own(m)    = what its HPA object says, else replicas_for(cpu usage, request, target, ready, tolerance)
///     demand(m) = own(m) before rounding and dead band: utilization ÷ target × ready
///     growth(m) = the largest decided(c) ÷ current(c) over the callers c of m in the group, where above 1
///     lifted(m) = max(own(m), ceil(demand(m) × growth(m)))
///     decided(m) = lifted(m) within its largest change and its bounds
///
/// A caller that is short of replicas holds requests back; with g times the replicas it may pass on g times
/// the calls, which its callees' CPU does not show yet. A caller's bounds count before its growth is passed
/// on, because what it cannot become it cannot ask for. Callers that shrink lower nobody: a callee goes down
/// by its own measurement only. A member without a usable measurement is kept, not lifted.
///
/// Parameters: `target` (0.8), `tolerance` (0.1), `max-age` (2m).
Result<std::unique_ptr<const HorizontalPolicy>> make_hpa_lift(const model::ScalingGroup& group);

}  // namespace flotilla::policy

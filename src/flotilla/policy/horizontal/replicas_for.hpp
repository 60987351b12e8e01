#pragma once
#include "flotilla/model/units.hpp"

namespace flotilla::policy {

/// Replicas that bring mean utilization to `target`.
///
/// Utilization is cut to whole percents, as upstream does; what lies inside the dead band keeps `ready`, all
/// else is rounded up.
///
/// @param usage     sum over ready pods
/// @param request   sum over the same pods, more than zero
/// @param target    utilization wanted, above 0; 0.5 = half of the request
/// @param ready     pods behind `usage`
/// @param tolerance relative dead band, 0.1 = keep within ±10 %
/// @return count before min/max and behaviour rules; never negative
/// Source: Kubernetes HPA v2, "algorithm details".
model::Replicas replicas_for(
    model::Millicores usage, model::Millicores request, double target, model::Replicas ready, double tolerance
);

/// A count rounded up, cut to 0..kMaxReplicas; what a double misses by less than a billionth is not rounded
/// up.
model::Replicas round_up(double count);

}  // namespace flotilla::policy

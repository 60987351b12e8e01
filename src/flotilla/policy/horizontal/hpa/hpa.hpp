#pragma once
#include "flotilla/policy/horizontal/hpa/conditions.hpp"
#include "flotilla/policy/horizontal/hpa/decision.hpp"
#include "flotilla/policy/horizontal/hpa/memory.hpp"
#include "flotilla/policy/horizontal/hpa/observation.hpp"
#include "flotilla/policy/horizontal/hpa/spec.hpp"

namespace flotilla::policy::hpa {

/// Whether a decision looks at metrics at all: not at a target that is switched off or outside its bounds.
bool needs_metrics(const Spec& spec, model::Replicas spec_replicas);

/// What a failed metric of that source is called in conditions and events.
ConditionReason failure_reason(Source source);

/// One sync, up to the write of the scale subresource.
///
/// Same input, same output; `memory` is updated. Nothing is allocated once `memory` has filled its longest
/// window and `decision` has been used before.
///
/// @param seen       its spans have one entry a pod, and one reading a metric of the spec; an assertion fails
///                   where they have not
/// @param decision   overwritten
void decide(
    const Spec& spec, const Settings& settings, const Observation& seen, Memory& memory, Decision& decision
);

/// What to remember when a decision's rescale was written. A write that failed is not remembered.
/// @return the condition that tells of it
ConditionChange record_rescale(
    const Spec& spec, const Observation& seen, const Decision& decision, Memory& memory
);

}  // namespace flotilla::policy::hpa

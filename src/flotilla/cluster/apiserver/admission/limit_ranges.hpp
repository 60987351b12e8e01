#pragma once
#include "flotilla/cluster/apiserver/admission/admission.hpp"

/// LimitRanges: what containers get that say nothing of a resource, and how much they, their pods and volume
/// claims may ask for.
namespace flotilla::cluster {

/// Gives containers of a new pod the requests and limits that the namespace's ranges have as defaults, and
/// tells of it in an annotation.
void apply_limit_ranges(Admission& admission);

/// 403 when a new or resized pod, or a volume claim, is outside of a range; it names each violation.
Outcome<void> check_limit_ranges(const Admission& admission);

}  // namespace flotilla::cluster

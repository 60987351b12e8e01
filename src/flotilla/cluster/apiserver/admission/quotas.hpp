#pragma once
#include "flotilla/cluster/apiserver/admission/admission.hpp"

namespace flotilla::cluster {

/// Refuses (403) what would take a namespace beyond one of its ResourceQuotas. The usage is counted from the
/// store, so it is exact; `status.used` of the quotas involved is brought up to date at the same time.
Outcome<void> admit_quota(Admission& admission);

/// Brings what the quotas of a namespace say of its use up to date, as a controller of its own does
/// elsewhere.
void refresh_quotas(Core& core, const std::string& namespace_);

}  // namespace flotilla::cluster

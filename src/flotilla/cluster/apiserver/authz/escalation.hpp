#pragma once
#include "flotilla/cluster/apiserver/admission/admission.hpp"

namespace flotilla::cluster {

/// Nobody gives away what they do not have: a role's rules, and the rules of the role that a binding refers
/// to, must be held by the author, unless they may `escalate` or `bind`. 403.
Outcome<void> check_escalation(const Admission& admission);

}  // namespace flotilla::cluster

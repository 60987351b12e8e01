#pragma once
#include "flotilla/cluster/apiserver/admission/admission.hpp"

namespace flotilla::cluster {

/// A new object's namespace must exist (404) and not be on its way out (403).
Outcome<void> admit_into_namespace(const Admission& admission);

}  // namespace flotilla::cluster

#pragma once
#include "flotilla/cluster/apiserver/admission/admission.hpp"

namespace flotilla::cluster {

/// What a new pod gets that its author left out: service account and its token's volume, priority, its class
/// of service, and tolerations of nodes that are not ready for a moment. 403 for names that there are not.
Outcome<void> admit_pod(Admission& admission);

/// A resize must leave the pod in its class of service. 422 otherwise.
Outcome<void> admit_resize(const Admission& admission);

}  // namespace flotilla::cluster

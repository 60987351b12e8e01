#include "flotilla/cluster/apiserver/admission/admission.hpp"

#include "flotilla/cluster/apiserver/admission/namespaces.hpp"

namespace flotilla::cluster {

Outcome<void> admit_mutating(Admission& admission) {
    return admit_into_namespace(admission);
}

Outcome<void> admit_validating(Admission& admission) {
    static_cast<void>(admission);
    return {};
}

}  // namespace flotilla::cluster

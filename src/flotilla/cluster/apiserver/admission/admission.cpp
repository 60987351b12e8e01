#include "flotilla/cluster/apiserver/admission/admission.hpp"

#include "flotilla/cluster/apiserver/admission/limit_ranges.hpp"
#include "flotilla/cluster/apiserver/admission/namespaces.hpp"
#include "flotilla/cluster/apiserver/admission/pods.hpp"
#include "flotilla/cluster/apiserver/admission/protection.hpp"
#include "flotilla/cluster/apiserver/admission/quotas.hpp"
#include "flotilla/cluster/apiserver/admission/services.hpp"
#include "flotilla/cluster/apiserver/authz/escalation.hpp"

namespace flotilla::cluster {

Outcome<void> admit_mutating(Admission& admission) {
    FLOTILLA_CHECK_OUTCOME(admit_into_namespace(admission));
    const Resource& resource = *admission.request.resource;
    if (admission.is_create() && admission.subresource().empty()) {
        protect_new_object(admission);
    }
    if (resource.is("", "pods") && admission.is_create()) {
        apply_limit_ranges(admission);
        return admit_pod(admission);
    }
    if (resource.is("", "services") && admission.subresource().empty()) {
        return admit_service(admission);
    }
    return {};
}

Outcome<void> admit_validating(Admission& admission) {
    FLOTILLA_CHECK_OUTCOME(check_escalation(admission));
    if (admission.request.resource->is("", "pods") && admission.subresource() == "resize") {
        FLOTILLA_CHECK_OUTCOME(admit_resize(admission));
    }
    FLOTILLA_CHECK_OUTCOME(check_limit_ranges(admission));
    return admit_quota(admission);
}

}  // namespace flotilla::cluster

#include "flotilla/cluster/apiserver/admission/namespaces.hpp"

#include <fmt/format.h>

namespace flotilla::cluster {

Outcome<void> admit_into_namespace(const Admission& admission) {
    const ApiRequest& request = admission.request;
    if (!request.resource->type.namespaced || !admission.is_create()) {
        return {};
    }
    const ResourcePtr namespaces = admission.core.catalog.find("", "v1", "namespaces");
    const ObjectPtr found = namespaces->collection->find("", request.info.namespace_);
    if (!found) {
        return reject(kube::statuses::not_found(namespaces->type, request.info.namespace_));
    }
    if (found->is_deleting()) {
        const std::string_view name = kube::find_string(admission.object, {"metadata", "name"}).value_or("");
        kube::Status status = kube::statuses::forbidden(
            request.resource->type,
            name,
            fmt::format(
                "unable to create new content in namespace {} because it is being terminated",
                request.info.namespace_
            )
        );
        status.details->causes.push_back(kube::StatusCause{
            "NamespaceTerminating",
            fmt::format("namespace {} is being terminated", request.info.namespace_),
            "metadata.namespace"
        });
        return reject(std::move(status));
    }
    return {};
}

}  // namespace flotilla::cluster

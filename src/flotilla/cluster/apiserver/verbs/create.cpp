#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/verbs/change.hpp"

namespace flotilla::cluster {

Outcome<Reply> create(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(kube::Json object, decode_object(request, request.resource->kind()));
    return create_object(core, request, std::move(object));
}

namespace {

/// The object says whose place it takes, and that must be what the URL says.
Outcome<void> check_address(const ApiRequest& request, const kube::Json& object) {
    namespace statuses = kube::statuses;
    const std::string_view name = kube::find_string(object, {"metadata", "name"}).value_or("");
    if (name.empty()) {
        return reject(statuses::bad_request(fmt::format(
            "the name of the object ({} based on URL) was undeterminable: name must be provided",
            request.info.name
        )));
    }
    if (name != request.info.name) {
        return reject(statuses::bad_request(fmt::format(
            "the name of the object ({}) does not match the name on the URL ({})", name, request.info.name
        )));
    }
    const std::string_view namespace_ = kube::find_string(object, {"metadata", "namespace"}).value_or("");
    if (request.resource->type.namespaced && !namespace_.empty() && namespace_ != request.info.namespace_) {
        return reject(statuses::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        ));
    }
    return {};
}

}  // namespace

Outcome<Reply> replace(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(kube::Json object, decode_object(request, request.resource->kind()));
    FLOTILLA_CHECK_OUTCOME(check_address(request, object));
    const auto stored = current_object(core, request);
    if (!stored && request.resource->traits.creates_on_update && request.info.subresource.empty()) {
        kube::place(object, {"metadata", "name"}) = request.info.name;
        kube::remove(object, {"metadata", "resourceVersion"});
        return create_object(core, request, std::move(object));
    }
    if (!stored) {
        return reject(stored.error());
    }
    return update_object(core, request, *stored, std::move(object));
}

}  // namespace flotilla::cluster

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/verbs/change.hpp"

namespace flotilla::cluster {

Outcome<Reply> create(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(kube::Json object, decode_object(request, request.resource->kind()));
    return create_object(core, request, std::move(object));
}

Outcome<Reply> replace(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(kube::Json object, decode_object(request, request.resource->kind()));
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

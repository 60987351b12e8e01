#include "flotilla/cluster/apiserver/subresources/subresources.hpp"

namespace flotilla::cluster {

std::optional<Outcome<Reply>> answer_subresource(Core& core, ApiRequest& request) {
    const std::string& name = request.info.subresource;
    if (name == "scale") {
        return scale(core, request);
    }
    const bool is_pod = request.resource->is("", "pods");
    if (name == "binding" && is_pod) {
        return bind_pod(core, request);
    }
    if (name == "eviction" && is_pod) {
        return evict_pod(core, request);
    }
    if (name == "token" && request.resource->is("", "serviceaccounts")) {
        return request_token(core, request);
    }
    if (name == "exec" || name == "attach" || name == "portforward" || name == "proxy") {
        return reject(kube::statuses::method_not_allowed(request.resource->type, name));
    }
    return std::nullopt;
}

}  // namespace flotilla::cluster

#include "flotilla/cluster/apiserver/registry/bootstrap.hpp"

#include "flotilla/cluster/apiserver/registry/write.hpp"

namespace flotilla::cluster {

namespace {

Result<void> create_missing(Core& core, std::string_view group, std::string_view plural, kube::Json object) {
    const ResourcePtr resource = core.catalog.find_any(group, plural);
    ApiRequest request;
    request.resource = resource;
    request.info.verb = "create";
    request.info.namespace_ = kube::find_string(object, {"metadata", "namespace"}).value_or("");
    request.http.headers.add("User-Agent", "kube-apiserver");
    const std::string name{kube::find_string(object, {"metadata", "name"}).value_or("")};
    if (resource->collection->find(request.info.namespace_, name)) {
        return {};
    }
    object.as_object()["apiVersion"] = resource->type.api_version();
    object.as_object()["kind"] = resource->type.kind;
    const auto made = create_object(core, request, std::move(object));
    if (!made) {
        return fail(ErrorCode::Internal, fmt::format("creating {} {}: {}", plural, name, made.error().message));
    }
    return {};
}

}  // namespace

Result<void> bootstrap(Core& core) {
    for (const std::string_view name : {"default", "kube-node-lease", "kube-public", "kube-system"}) {
        kube::Json object(kube::JsonObject{});
        kube::place(object, {"metadata", "name"}) = name;
        FLOTILLA_CHECK(create_missing(core, "", "namespaces", std::move(object)));
    }
    return {};
}

}  // namespace flotilla::cluster

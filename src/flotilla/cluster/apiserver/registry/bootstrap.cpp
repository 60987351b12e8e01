#include "flotilla/cluster/apiserver/registry/bootstrap.hpp"

#include "flotilla/base/embedded.hpp"
#include "flotilla/cluster/apiserver/admission/services.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"

FLOTILLA_EMBEDDED(bootstrap)

namespace flotilla::cluster {

namespace {

Result<void> create_missing(Core& core, std::string_view group, std::string_view plural, kube::Json object) {
    const ResourcePtr resource = core.catalog.find_any(group, plural);
    ApiRequest request;
    request.resource = resource;
    request.info.verb = "create";
    request.info.namespace_ = kube::find_string(object, {"metadata", "namespace"}).value_or("");
    request.user.groups.emplace_back(kMasters);
    request.http.headers.add("User-Agent", "kube-apiserver");
    const std::string name{kube::find_string(object, {"metadata", "name"}).value_or("")};
    if (resource->collection->find(request.info.namespace_, name)) {
        return {};
    }
    object.as_object()["apiVersion"] = resource->type.api_version();
    object.as_object()["kind"] = resource->type.kind;
    const auto made = create_object(core, request, std::move(object));
    if (!made) {
        return fail(
            ErrorCode::Internal, fmt::format("creating {} {}: {}", plural, name, made.error().message)
        );
    }
    return {};
}

}  // namespace

namespace {

/// Roles, bindings and priority classes, from the data that is part of the program.
Result<void> create_bootstrap_objects(Core& core) {
    FLOTILLA_TRY(const kube::Json entries, kube::parse_json(embedded_bootstrap()));
    for (const kube::Json& entry : entries.as_array()) {
        FLOTILLA_CHECK(create_missing(
            core,
            kube::find_string(entry, {"group"}).value_or(""),
            kube::find_string(entry, {"resource"}).value_or(""),
            *kube::find(entry, {"object"})
        ));
    }
    return {};
}

/// The service under which pods find the API: the first address of the range.
Result<void> create_api_service(Core& core) {
    FLOTILLA_TRY(
        kube::Json service,
        kube::parse_json(
            R"({"metadata":{"name":"kubernetes","namespace":"default","labels":{"component":"apiserver","provider":"kubernetes"}},)"
            R"("spec":{"ports":[{"name":"https","port":443,"protocol":"TCP","targetPort":6443}],"type":"ClusterIP"}})"
        )
    );
    kube::place(service, {"spec", "clusterIP"}) = first_service_address(core.options.service_cidr);
    return create_missing(core, "", "services", std::move(service));
}

}  // namespace

Result<void> bootstrap(Core& core) {
    for (const std::string_view name : {"default", "kube-node-lease", "kube-public", "kube-system"}) {
        kube::Json object(kube::JsonObject{});
        kube::place(object, {"metadata", "name"}) = name;
        FLOTILLA_CHECK(create_missing(core, "", "namespaces", std::move(object)));
    }
    FLOTILLA_CHECK(create_bootstrap_objects(core));
    return create_api_service(core);
}

}  // namespace flotilla::cluster

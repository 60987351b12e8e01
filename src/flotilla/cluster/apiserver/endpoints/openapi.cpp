#include "flotilla/cluster/apiserver/endpoints/openapi.hpp"

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/endpoints/openapi_v2.hpp"
#include "flotilla/cluster/schema/openapi.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kRoot = "/openapi/v3";

std::string path_of(std::string_view group, std::string_view version) {
    return group.empty() ? fmt::format("api/{}", version) : fmt::format("apis/{}/{}", group, version);
}

}  // namespace

std::string OpenApi::index() const {
    kube::JsonObject paths;
    for (const ServedGroup& group : core_.catalog.groups()) {
        for (const ServedVersion& version : group.versions) {
            const std::string path = path_of(group.name, version.version);
            kube::JsonObject entry;
            entry["serverRelativeURL"] =
                fmt::format("{}/{}?hash={:016X}", kRoot, path, core_.catalog.generation());
            paths[path] = std::move(entry);
        }
    }
    kube::JsonObject json;
    json["paths"] = std::move(paths);
    return kube::to_json(json);
}

void OpenApi::forget_the_past() {
    if (generation_ != core_.catalog.generation()) {
        documents_.clear();
        generation_ = core_.catalog.generation();
    }
}

kube::Json OpenApi::describe(std::string_view group, const ServedVersion& version) const {
    std::vector<OpenApiResource> resources;
    for (const ResourcePtr& resource : version.resources) {
        if (resource->schema != nullptr) {
            resources.push_back(OpenApiResource{resource->schema, resource->type.plural});
        }
    }
    return openapi_document(group, version.version, resources, core_.kinds.catalog());
}

std::string OpenApi::whole(bool as_protobuf) {
    forget_the_past();
    const std::string key = as_protobuf ? "v2 as protobuf" : "v2";
    if (const auto found = documents_.find(key); found != documents_.end()) {
        return found->second;
    }
    std::vector<kube::Json> documents;
    for (const ServedGroup& group : core_.catalog.groups()) {
        for (const ServedVersion& version : group.versions) {
            documents.push_back(describe(group.name, version));
        }
    }
    const kube::Json merged = openapi_v2(documents);
    std::string text = as_protobuf ? openapi_v2_protobuf(merged) : kube::to_json(merged);
    return documents_.emplace(key, std::move(text)).first->second;
}

Outcome<std::string> OpenApi::document(std::string_view path) {
    forget_the_past();
    if (const auto found = documents_.find(path); found != documents_.end()) {
        return found->second;
    }
    for (const ServedGroup& group : core_.catalog.groups()) {
        for (const ServedVersion& version : group.versions) {
            if (path_of(group.name, version.version) != path) {
                continue;
            }
            std::string text = kube::to_json(describe(group.name, version));
            return documents_.emplace(std::string{path}, std::move(text)).first->second;
        }
    }
    return reject(kube::statuses::no_such_resource());
}

Outcome<io::http::Response> OpenApi::answer(const ApiRequest& request) {
    io::http::Response response{200};
    response.headers.add("Content-Type", "application/json");
    const std::string etag = fmt::format("\"{:016X}\"", core_.catalog.generation());
    response.headers.add("Etag", etag);
    if (request.http.headers.find("If-None-Match") == std::string_view{etag}) {
        response.status = 304;
        return response;
    }
    const std::string_view path = request.info.path;
    if (path == kRoot || path == "/openapi/v3/") {
        response.body = index();
        return response;
    }
    if (path == "/openapi/v2") {
        const std::string_view accept = request.http.headers.find("Accept").value_or("");
        const bool as_protobuf = accept.find("proto-openapi.spec.v2") != std::string_view::npos;
        if (as_protobuf) {
            response.headers.set(
                "Content-Type", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
            );
        }
        response.body = whole(as_protobuf);
        return response;
    }
    if (!path.starts_with("/openapi/v3/")) {
        return reject(kube::statuses::no_such_resource());
    }
    FLOTILLA_TRY_OUTCOME(response.body, document(path.substr(kRoot.size() + 1)));
    return response;
}

}  // namespace flotilla::cluster

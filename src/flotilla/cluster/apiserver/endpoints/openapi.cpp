#include "flotilla/cluster/apiserver/endpoints/openapi.hpp"

#include <fmt/format.h>

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

Outcome<std::string> OpenApi::document(std::string_view path) {
    if (generation_ != core_.catalog.generation()) {
        documents_.clear();
        generation_ = core_.catalog.generation();
    }
    if (const auto found = documents_.find(path); found != documents_.end()) {
        return found->second;
    }
    for (const ServedGroup& group : core_.catalog.groups()) {
        for (const ServedVersion& version : group.versions) {
            if (path_of(group.name, version.version) != path) {
                continue;
            }
            std::vector<OpenApiResource> resources;
            for (const ResourcePtr& resource : version.resources) {
                if (resource->schema != nullptr) {
                    resources.push_back(OpenApiResource{resource->schema, resource->type.plural});
                }
            }
            std::string text =
                kube::to_json(openapi_document(group.name, version.version, resources, core_.kinds.catalog())
                );
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
    if (!path.starts_with("/openapi/v3/")) {
        return reject(kube::statuses::no_such_resource());
    }
    FLOTILLA_TRY_OUTCOME(response.body, document(path.substr(kRoot.size() + 1)));
    return response;
}

}  // namespace flotilla::cluster

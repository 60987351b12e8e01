#include "flotilla/cluster/apiserver/endpoints/endpoints.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/authn/service_account_tokens.hpp"
#include "flotilla/cluster/apiserver/endpoints/discovery.hpp"
#include "flotilla/cluster/apiserver/endpoints/metrics.hpp"
#include "flotilla/cluster/apiserver/render.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kVersion =
    R"({"major":"1","minor":"34","emulationMajor":"1","emulationMinor":"34","minCompatibilityMajor":"1",)"
    R"("minCompatibilityMinor":"33","gitVersion":"v1.34.2","gitCommit":"","gitTreeState":"clean",)"
    R"("buildDate":"1970-01-01T00:00:00Z","goVersion":"","compiler":"gc","platform":"linux/amd64"})";

constexpr std::array<std::string_view, 3> kProbes{"/healthz", "/livez", "/readyz"};

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return hash;
}

io::http::Response text_response(std::string body, std::string content_type) {
    io::http::Response response{200};
    response.headers.add("Content-Type", std::move(content_type));
    response.body = std::move(body);
    return response;
}

Outcome<io::http::Response> value_response(const ApiRequest& request, const kube::Json& value) {
    FLOTILLA_TRY_OUTCOME(
        const Rendering rendering, negotiate(request.http.headers.find("Accept").value_or(""), false)
    );
    FLOTILLA_TRY_OUTCOME(std::string body, render_value(rendering, value));
    return text_response(std::move(body), std::string{rendering.content_type()});
}

kube::Json root_paths(const ResourceCatalog& catalog) {
    kube::JsonArray paths{"/api", "/api/v1", "/apis"};
    for (const ServedGroup& group : catalog.groups()) {
        if (!group.name.empty()) {
            paths.emplace_back(fmt::format("/apis/{}", group.name));
            for (const ServedVersion& version : group.versions) {
                paths.emplace_back(fmt::format("/apis/{}/{}", group.name, version.version));
            }
        }
    }
    for (const std::string_view path :
         {"/healthz", "/livez", "/metrics", "/openapi/v3", "/readyz", "/version"}) {
        paths.emplace_back(path);
    }
    kube::JsonObject json;
    json["paths"] = std::move(paths);
    return json;
}

bool is_probe(std::string_view path) {
    return std::ranges::any_of(kProbes, [&](std::string_view probe) {
        return path == probe || (path.starts_with(probe) && path[probe.size()] == '/');
    });
}

}  // namespace

Outcome<io::http::Response> Endpoints::discover(const ApiRequest& request) {
    const RequestInfo& info = request.info;
    const bool is_root = info.version.empty() && info.group.empty();
    const bool core = info.path.starts_with("/api/") || info.path == "/api";
    if (is_root) {
        if (const auto version = aggregated_version(request.http.headers.find("Accept").value_or(""))) {
            io::http::Response response = text_response(
                kube::to_json(aggregated_discovery(core_.catalog, core, *version)),
                fmt::format("application/json;g=apidiscovery.k8s.io;v={};as=APIGroupDiscoveryList", *version)
            );
            const std::string etag = fmt::format("\"{:016X}\"", hash_of(response.body));
            response.headers.add("Etag", etag);
            response.headers.add("Vary", "Accept");
            if (request.http.headers.find("If-None-Match") == std::string_view{etag}) {
                response.status = 304;
                response.body.clear();
            }
            return response;
        }
        return value_response(request, core ? legacy_versions() : group_list(core_.catalog));
    }
    const auto found = !core && info.version.empty() ? group_description(core_.catalog, info.group)
                                                     : resource_list(core_.catalog, info.group, info.version);
    return found ? value_response(request, *found) : reject(kube::statuses::no_such_resource());
}

Outcome<io::http::Response> Endpoints::probe(const ApiRequest& request) const {
    const bool ready = core_.ready || !request.info.path.starts_with("/readyz");
    if (!ready) {
        io::http::Response response = text_response(
            "[-]controllers failed: not started yet\nreadyz check failed\n", "text/plain; charset=utf-8"
        );
        response.status = 500;
        return response;
    }
    const std::string name = request.info.path.substr(1, request.info.path.find('/', 1) - 1);
    const std::string body = request.info.query.find("verbose")
                                 ? fmt::format("[+]ping ok\n[+]store ok\n{} check passed\n", name)
                                 : "ok";
    return text_response(body, "text/plain; charset=utf-8");
}

Outcome<io::http::Response> Endpoints::answer(const ApiRequest& request) {
    const std::string& path = request.info.path;
    if (request.http.method != "GET" && request.http.method != "HEAD") {
        return reject(
            is_probe(path) || path.starts_with("/api")
                ? kube::statuses::method_not_allowed({}, request.info.verb)
                : kube::statuses::no_such_resource()
        );
    }
    if (path == "/") {
        return value_response(request, root_paths(core_.catalog));
    }
    if (path == "/api" || path.starts_with("/api/") || path == "/apis" || path.starts_with("/apis/")) {
        return discover(request);
    }
    if (path == "/version" || path == "/version/") {
        return text_response(std::string{kVersion}, "application/json");
    }
    if (is_probe(path)) {
        return probe(request);
    }
    if (path == "/metrics") {
        return text_response(metrics_text(core_), "text/plain; version=0.0.4; charset=utf-8");
    }
    if (path.starts_with("/openapi/")) {
        return openapi_.answer(request);
    }
    if (path == "/openid/v1/jwks") {
        return text_response(core_.tokens.key_set(), "application/jwk-set+json");
    }
    if (path == "/.well-known/openid-configuration") {
        return text_response(core_.tokens.configuration(), "application/json");
    }
    return reject(kube::statuses::no_such_resource());
}

}  // namespace flotilla::cluster

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/subresources/subresources.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

constexpr std::int64_t kDefaultSeconds = 3600;
constexpr std::int64_t kMinSeconds = 600;
constexpr std::int64_t kMaxSeconds = std::int64_t{1} << 32;

const kube::ResourceType& token_type() {
    static const kube::ResourceType type{
        "authentication.k8s.io", "v1", "tokenrequests", "TokenRequest", true
    };
    return type;
}

Outcome<std::int64_t> wanted_seconds(const kube::Json& body) {
    const std::int64_t seconds =
        kube::find_int(body, {"spec", "expirationSeconds"}).value_or(kDefaultSeconds);
    if (seconds >= kMinSeconds && seconds <= kMaxSeconds) {
        return seconds;
    }
    kube::FieldError error;
    error.field = "spec.expirationSeconds";
    error.value = std::to_string(seconds);
    error.detail = seconds < kMinSeconds ? "may not specify a duration less than 10 minutes"
                                         : "may not specify a duration larger than 2^32 seconds";
    return reject(statuses::invalid(token_type(), "", {error}));
}

/// The pod or secret that the token is bound to.
Outcome<void> bind_token(Core& core, const ApiRequest& request, const kube::Json& body, TokenClaims& claims) {
    const kube::Json* reference = kube::find(body, {"spec", "boundObjectRef"});
    if (reference == nullptr || !reference->is_object()) {
        return {};
    }
    const std::string kind{kube::find_string(*reference, {"kind"}).value_or("")};
    const std::string name{kube::find_string(*reference, {"name"}).value_or("")};
    const std::string_view uid = kube::find_string(*reference, {"uid"}).value_or("");
    if (kind != "Pod" && kind != "Secret") {
        return reject(statuses::bad_request(
            fmt::format("cannot bind token for serviceaccount to a {}: it must be a Pod or a Secret", kind)
        ));
    }
    const ResourcePtr resource = core.catalog.find("", "v1", kind == "Pod" ? "pods" : "secrets");
    const ObjectPtr object = resource->collection->find(request.info.namespace_, name);
    if (!object) {
        return reject(statuses::not_found(resource->type, name));
    }
    if (!uid.empty() && uid != object->uid()) {
        return reject(statuses::conflict(
            resource->type,
            name,
            fmt::format("the UID in the bound object reference ({}) does not match the UID in record", uid)
        ));
    }
    (kind == "Pod" ? claims.pod : claims.secret) = name;
    (kind == "Pod" ? claims.pod_uid : claims.secret_uid) = object->uid();
    return {};
}

}  // namespace

Outcome<Reply> request_token(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(kube::Json body, decode_body(request.http));
    if (!body.is_object()) {
        return reject(statuses::bad_request("the body of a token request is a TokenRequest"));
    }
    FLOTILLA_TRY_OUTCOME(const ObjectPtr account, current_object(core, request));
    FLOTILLA_TRY_OUTCOME(const std::int64_t seconds, wanted_seconds(body));
    TokenClaims claims{request.info.namespace_, request.info.name, std::string{account->uid()}};
    if (const kube::JsonArray* audiences = kube::find_array(body, {"spec", "audiences"})) {
        for (const kube::Json& audience : *audiences) {
            claims.audiences.emplace_back(audience.is_string() ? kube::text_of(audience.get_string()) : "");
        }
    }
    if (claims.audiences.empty()) {
        claims.audiences = {core.tokens.issuer()};
    }
    FLOTILLA_CHECK_OUTCOME(bind_token(core, request, body, claims));
    claims.id = core.identities.uid();
    claims.issued = core.clock.wall_now();
    claims.expires = claims.issued + std::chrono::seconds{seconds};
    body.as_object()["kind"] = token_type().kind;
    body.as_object()["apiVersion"] = token_type().api_version();
    kube::place(body, {"metadata", "name"}) = request.info.name;
    kube::place(body, {"metadata", "namespace"}) = request.info.namespace_;
    kube::place(body, {"metadata", "creationTimestamp"}) = format_time(claims.issued);
    kube::place(body, {"spec", "expirationSeconds"}) = seconds;
    kube::place(body, {"spec", "audiences"}) =
        kube::JsonArray(claims.audiences.begin(), claims.audiences.end());
    kube::place(body, {"status", "token"}) = core.tokens.issue(claims);
    kube::place(body, {"status", "expirationTimestamp"}) = format_time(*claims.expires);
    Reply reply{201};
    reply.value = std::move(body);
    return reply;
}

}  // namespace flotilla::cluster

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/render.hpp"
#include "flotilla/cluster/apiserver/verbs/change.hpp"
#include "flotilla/cluster/schema/decoding.hpp"
#include "flotilla/cluster/schema/field_ownership.hpp"
#include "flotilla/cluster/schema/strategic_merge.hpp"
#include "flotilla/kube/api/patch/json_patch.hpp"
#include "flotilla/kube/api/patch/merge_patch.hpp"
#include "flotilla/kube/api/yaml.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

constexpr std::string_view kJsonPatch = "application/json-patch+json";
constexpr std::string_view kMergePatch = "application/merge-patch+json";
constexpr std::string_view kStrategicPatch = "application/strategic-merge-patch+json";
constexpr std::string_view kApplyPatch = "application/apply-patch+yaml";

std::string patch_type(const ApiRequest& request) {
    return MediaType::parse(request.http.headers.find("Content-Type").value_or("")).type;
}

kube::Status unsupported_patch(const ApiRequest& request, std::string_view type) {
    std::string accepted = fmt::format("{}, {}", kJsonPatch, kMergePatch);
    if (!request.resource->is_custom()) {
        accepted += fmt::format(", {}", kStrategicPatch);
    }
    kube::Status status = statuses::unsupported_media_type(fmt::format("{}, {}", accepted, kApplyPatch));
    if (type != kStrategicPatch) {
        status.message = "415: Unsupported Media Type";
        status.details = kube::StatusDetails{};
    }
    return status;
}

/// A JSON patch that does not fit the object. Kubernetes does not say why.
kube::Status inapplicable(const ApiRequest& request) {
    kube::Status status = statuses::invalid(request.resource->type, request.info.name, {});
    status.message = "the server rejected our request due to an error in our request";
    status.details = kube::StatusDetails{};
    return status;
}

/// The patched object cannot be read as one of the kind: the patch is to blame, not the request.
kube::Status unreadable_result(const kube::Json& updated, const kube::Status& why) {
    kube::FieldError error;
    error.field = "patch";
    error.value = kube::to_json(kube::Json(kube::to_json(updated)));
    const std::string_view message = why.message;
    constexpr std::string_view kHandled = "cannot be handled as a ";
    const std::size_t at = message.find(kHandled);
    const std::size_t colon = at == std::string_view::npos ? at : message.find(": ", at);
    error.detail = colon == std::string_view::npos ? message : message.substr(colon);
    return statuses::invalid({}, "", {error});
}

Outcome<kube::Json> parse_patch(const ApiRequest& request) {
    auto parsed = kube::parse_json(request.http.body);
    if (!parsed) {
        return reject(statuses::bad_request(fmt::format("error decoding patch: {}", parsed.error().message)));
    }
    return std::move(*parsed);
}

Outcome<kube::Json> parse_configuration(const ApiRequest& request) {
    auto parsed = kube::parse_yaml(request.http.body);
    if (!parsed || !parsed->is_object()) {
        return reject(statuses::bad_request(fmt::format(
            "error decoding YAML: {}", parsed ? "the configuration is not an object" : parsed.error().message
        )));
    }
    return std::move(*parsed);
}

/// What an apply starts from when the object is not there.
kube::Json nothing_yet(const ApiRequest& request) {
    kube::Json object(kube::JsonObject{});
    object.as_object()["apiVersion"] = request.resource->type.api_version();
    object.as_object()["kind"] = request.resource->type.kind;
    kube::place(object, {"metadata", "name"}) = request.info.name;
    if (request.resource->type.namespaced) {
        kube::place(object, {"metadata", "namespace"}) = request.info.namespace_;
    }
    return object;
}

kube::Status apply_refused(const ApiRequest& request, const ApplyFailure& failure) {
    if (failure.conflicts.empty()) {
        return statuses::unexplained(failure.message);
    }
    kube::Status status = statuses::conflict(request.resource->type, request.info.name, "");
    status.message = failure.message;
    status.details.emplace();
    for (const ApplyConflict& conflict : failure.conflicts) {
        status.details->causes.push_back(
            kube::StatusCause{"FieldManagerConflict", conflict.message, conflict.field}
        );
    }
    return status;
}

/// Nobody could own a field that the schema does not know, so an apply refuses what a patch would drop.
Outcome<void> check_declared(const ApiRequest& request, const kube::Json& configuration) {
    const std::vector<std::string> unknown =
        check_decoding(request.resource->schema->schema(), configuration).unknown;
    if (unknown.empty()) {
        return {};
    }
    const std::size_t quote = unknown.front().find('"');  // unknown field "spec.nothing"
    const std::string_view field = std::string_view{unknown.front()}.substr(quote + 1);
    return reject(statuses::unexplained(fmt::format(
        "failed to create typed patch object ({}/{}; {}): .{}: field not declared in schema",
        kube::find_string(configuration, {"metadata", "namespace"}).value_or(""),
        request.info.name,
        request.resource->type.gvk(),
        field.substr(0, field.find('"'))
    )));
}

Outcome<void> check_configuration(ApiRequest& request, kube::Json& configuration) {
    const Resource& resource = *request.resource;
    const std::string_view api_version = kube::find_string(configuration, {"apiVersion"}).value_or("");
    const std::string_view kind = kube::find_string(configuration, {"kind"}).value_or("");
    if (api_version != resource.type.api_version() || kind != resource.type.kind) {
        return reject(statuses::bad_request(fmt::format(
            "invalid object type: {}{}, Kind={}",
            api_version.find('/') == std::string_view::npos ? "/" : "",
            api_version,
            kind
        )));
    }
    const std::string_view name =
        kube::find_string(configuration, {"metadata", "name"}).value_or(request.info.name);
    if (name != request.info.name) {
        return reject(statuses::bad_request(fmt::format(
            "the name of the object ({}) does not match the name on the URL ({})", name, request.info.name
        )));
    }
    if (kube::find(configuration, {"metadata", "managedFields"}) != nullptr) {
        return reject(statuses::bad_request("metadata.managedFields must be nil"));
    }
    FLOTILLA_CHECK_OUTCOME(check_declared(request, configuration));
    return check_fields(request, *resource.schema, configuration, "");
}

/// An apply that speaks of an object which is not there.
Outcome<void> check_new(const ApiRequest& request, const kube::Json& configuration) {
    const kube::ResourceType& type = request.resource->type;
    if (const auto uid = kube::find_string(configuration, {"metadata", "uid"}); uid && !uid->empty()) {
        return reject(statuses::conflict(
            type,
            request.info.name,
            fmt::format(
                "uid mismatch: the provided object specified uid {}, and no existing object was found", *uid
            )
        ));
    }
    if (!kube::find_string(configuration, {"metadata", "resourceVersion"}).value_or("").empty()) {
        return reject(statuses::conflict(type, request.info.name, statuses::kModified));
    }
    return {};
}

Outcome<Reply> apply(Core& core, ApiRequest& request) {
    const Resource& resource = *request.resource;
    if (request.info.query.value("fieldManager").empty()) {
        static const kube::ResourceType type{"meta.k8s.io", "v1", "patchoptions", "PatchOptions", false};
        kube::FieldError error;
        error.type = kube::FieldError::Type::Required;
        error.field = "fieldManager";
        error.detail = "is required for apply patch";
        return reject(statuses::invalid(type, "", {error}));
    }
    FLOTILLA_TRY_OUTCOME(kube::Json configuration, parse_configuration(request));
    FLOTILLA_CHECK_OUTCOME(check_configuration(request, configuration));
    const auto stored = current_object(core, request);
    if (!stored && !request.info.subresource.empty()) {
        return reject(stored.error());
    }
    kube::Json live = nothing_yet(request);
    if (stored) {
        FLOTILLA_TRY_OUTCOME(live, in_version(resource, **stored));
    }
    if (!stored) {
        FLOTILLA_CHECK_OUTCOME(check_new(request, configuration));
    }
    const FieldWriter writer{
        request.manager(),
        resource.type.api_version(),
        request.info.subresource,
        core.clock.wall_now(),
        resource.has_status()
    };
    auto applied = apply_configuration(
        resource.schema->schema(), live, configuration, writer, is_set(request.info.query, "force")
    );
    if (!applied) {
        return reject(apply_refused(request, applied.error()));
    }
    return stored ? update_object(core, request, *stored, std::move(*applied), Ownership::Applied)
                  : create_object(core, request, std::move(*applied), Ownership::Applied);
}

}  // namespace

Outcome<kube::Json> apply_patch(const ApiRequest& request, const kube::Json& target, const Schema* schema) {
    const std::string type = patch_type(request);
    if (type != kJsonPatch && type != kMergePatch &&
        (type != kStrategicPatch || request.resource->is_custom())) {
        return reject(unsupported_patch(request, type));
    }
    FLOTILLA_TRY_OUTCOME(const kube::Json patch, parse_patch(request));
    if (type == kJsonPatch) {
        auto patched = kube::try_json_patch(target, patch);
        if (patched) {
            return std::move(*patched);
        }
        switch (patched.error().kind) {
            case kube::JsonPatchError::Kind::Inapplicable:
                return reject(inapplicable(request));
            case kube::JsonPatchError::Kind::TooLarge:
                return reject(statuses::request_too_large(patched.error().message));
            case kube::JsonPatchError::Kind::Malformed:
                break;
        }
        return reject(statuses::bad_request(patched.error().message));
    }
    if (!patch.is_object()) {
        return reject(statuses::bad_request("error decoding patch: the patch is not an object"));
    }
    if (type == kMergePatch || schema == nullptr) {
        return kube::apply_merge_patch(target, patch);
    }
    auto merged = strategic_merge(*schema, target, patch);
    if (!merged) {
        return reject(statuses::bad_request(merged.error().message));
    }
    return std::move(*merged);
}

Outcome<Reply> patch(Core& core, ApiRequest& request) {
    if (patch_type(request) == kApplyPatch) {
        return apply(core, request);
    }
    FLOTILLA_TRY_OUTCOME(const ObjectPtr stored, current_object(core, request));
    FLOTILLA_TRY_OUTCOME(const kube::Json current, in_version(*request.resource, *stored));
    FLOTILLA_TRY_OUTCOME(
        kube::Json updated, apply_patch(request, current, &request.resource->schema->schema())
    );
    if (!updated.is_object()) {
        return reject(statuses::bad_request("the patched object is not an object"));
    }
    const kube::Json patched = updated;
    if (auto checked = check_fields(request, *request.resource->schema, updated, ""); !checked) {
        return reject(
            request.resource->is_custom() ? checked.error() : unreadable_result(patched, checked.error())
        );
    }
    return update_object(core, request, stored, std::move(updated));
}

}  // namespace flotilla::cluster

#include "flotilla/cluster/apiserver/registry/identity.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

kube::Status invalid(
    const Resource& resource, std::string_view name, const std::vector<kube::FieldError>& errors
) {
    return statuses::invalid(resource.type, name, errors);
}

kube::FieldError field_error(
    kube::FieldError::Type type, std::string field, std::string value, std::string detail
) {
    kube::FieldError error;
    error.type = type;
    error.field = std::move(field);
    error.value = std::move(value);
    error.detail = std::move(detail);
    return error;
}

/// What a patch may not change of the metadata, where an update of the whole object would be another
/// object's.
Outcome<void> check_kept(const ApiRequest& request, const kube::Json& updated, const kube::Json& old) {
    std::vector<kube::FieldError> errors;
    for (const std::string_view field : {"uid", "deletionTimestamp"}) {
        const std::string_view value = kube::find_string(updated, {"metadata", field}).value_or("");
        if (!value.empty() && value != kube::find_string(old, {"metadata", field}).value_or("")) {
            errors.push_back(field_error(
                kube::FieldError::Type::Invalid,
                fmt::format("metadata.{}", field),
                fmt::format("\"{}\"", value),
                "field is immutable"
            ));
        }
    }
    if (errors.empty()) {
        return {};
    }
    return reject(invalid(*request.resource, request.info.name, errors));
}

}  // namespace

std::string name_of(const kube::Json& object) {
    return std::string{kube::find_string(object, {"metadata", "name"}).value_or("")};
}

ObjectPtr stored_at(const ApiRequest& request, std::string_view name) {
    const Resource& resource = *request.resource;
    return resource.collection->find(resource.type.namespaced ? request.info.namespace_ : "", name);
}

Outcome<void> ready_metadata(Core& core, const ApiRequest& request, kube::Json& object) {
    kube::Json& metadata = kube::place(object, {"metadata"});
    if (!metadata.is_object()) {
        metadata = kube::JsonObject{};
    }
    const std::string_view namespace_ = kube::find_string(metadata, {"namespace"}).value_or("");
    if (request.resource->type.namespaced) {
        if (!namespace_.empty() && namespace_ != request.info.namespace_) {
            return reject(statuses::bad_request(
                "the namespace of the provided object does not match the namespace sent on the request"
            ));
        }
        metadata.as_object()["namespace"] = request.info.namespace_;
    } else {
        metadata.as_object().erase("namespace");
    }
    if (!kube::find_string(metadata, {"resourceVersion"}).value_or("").empty()) {
        return reject(statuses::unexplained("resourceVersion should not be set on objects to be created"));
    }
    for (const std::string_view field :
         {"uid",
          "resourceVersion",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink"}) {
        metadata.as_object().erase(field);
    }
    metadata.as_object()["uid"] = core.identities.uid();
    metadata.as_object()["creationTimestamp"] = format_time(core.clock.wall_now());
    return {};
}

void drop_repeated_owners(ApiRequest& request, kube::Json& object) {
    kube::Json* owners = kube::find(object, {"metadata", "ownerReferences"});
    if (owners == nullptr || !owners->is_array()) {
        return;
    }
    kube::JsonArray kept;
    std::set<std::string, std::less<>> seen;
    std::set<std::string, std::less<>> repeated;
    for (kube::Json& owner : owners->as_array()) {
        const std::string uid{kube::find_string(owner, {"uid"}).value_or("")};
        if (std::find(kept.begin(), kept.end(), owner) != kept.end()) {
            repeated.insert(uid);
            continue;
        }
        if (!seen.insert(uid).second) {
            repeated.insert(uid);
        }
        kept.push_back(owner);
    }
    if (!repeated.empty()) {
        request.warnings.push_back(fmt::format(
            ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in "
            "1.20+, and "
            "may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: "
            "{}",
            fmt::join(repeated, ", ")
        ));
        *owners = std::move(kept);
    }
}

void generate_name(Core& core, const ApiRequest& request, kube::Json& object) {
    const std::string prefix{kube::find_string(object, {"metadata", "generateName"}).value_or("")};
    if (!name_of(object).empty() || prefix.empty()) {
        return;
    }
    constexpr int kMostTries = 8;
    std::string name;
    for (int tries = 0; tries < kMostTries; ++tries) {
        name = core.identities.generated_name(prefix);
        if (!stored_at(request, name)) {
            break;
        }
    }
    kube::place(object, {"metadata", "name"}) = name;
}

void keep_identity(kube::Json& updated, const kube::Json& old) {
    for (const std::string_view field :
         {"name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "selfLink"}) {
        if (const kube::Json* value = kube::find(old, {"metadata", field})) {
            kube::place(updated, {"metadata", field}) = *value;
        } else {
            kube::remove(updated, {"metadata", field});
        }
    }
}

Outcome<void> check_same_object(const ApiRequest& request, const kube::Json& updated, const kube::Json& old) {
    const kube::ResourceType& type = request.resource->type;
    const std::string name = name_of(updated);
    if (!name.empty() && name != request.info.name) {
        return reject(statuses::bad_request(fmt::format(
            "the name of the object ({}) does not match the name on the URL ({})", name, request.info.name
        )));
    }
    const std::string_view namespace_ = kube::find_string(updated, {"metadata", "namespace"}).value_or("");
    if (type.namespaced && !namespace_.empty() && namespace_ != request.info.namespace_) {
        return reject(statuses::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        ));
    }
    const std::string_view uid = kube::find_string(updated, {"metadata", "uid"}).value_or("");
    const std::string_view old_uid = kube::find_string(old, {"metadata", "uid"}).value_or("");
    if (request.info.verb == "patch") {
        return check_kept(request, updated, old);
    }
    if (!uid.empty() && uid != old_uid) {
        return reject(statuses::conflict(
            type,
            request.info.name,
            fmt::format(
                "StorageError: invalid object, Code: 4, Key: /registry/{}/{}{}, ResourceVersion: 0, "
                "AdditionalErrorMsg: Precondition failed: UID in precondition: {}, UID in object meta: {}",
                type.plural,
                type.namespaced ? request.info.namespace_ + "/" : "",
                request.info.name,
                uid,
                old_uid
            )
        ));
    }
    return {};
}

Outcome<void> check_version(
    const ApiRequest& request, const kube::Json& updated, const kube::EncodedObject& stored
) {
    const std::string_view version = kube::find_string(updated, {"metadata", "resourceVersion"}).value_or("");
    if (version.empty() && !request.resource->traits.updates_unconditionally) {
        kube::ResourceType type = request.resource->type;
        type.kind = type.plural;  // as upstream says it here, and nowhere else
        return reject(statuses::invalid(
            type,
            request.info.name,
            {field_error(
                kube::FieldError::Type::Invalid,
                "metadata.resourceVersion",
                "0",
                "must be specified for an update"
            )}
        ));
    }
    if (!version.empty() && version != stored.resource_version()) {
        return reject(statuses::conflict(request.resource->type, request.info.name, statuses::kModified));
    }
    return {};
}

Outcome<void> check_finalizers(const ApiRequest& request, const kube::Json& updated, const kube::Json& old) {
    if (kube::find(old, {"metadata", "deletionTimestamp"}) == nullptr) {
        return {};
    }
    const kube::JsonArray* after = kube::find_array(updated, {"metadata", "finalizers"});
    const kube::JsonArray* before = kube::find_array(old, {"metadata", "finalizers"});
    std::string added;
    for (const kube::Json& finalizer : after == nullptr ? kube::JsonArray{} : *after) {
        if (before == nullptr || std::find(before->begin(), before->end(), finalizer) == before->end()) {
            added += (added.empty() ? "" : ", ") + kube::to_json(finalizer);
        }
    }
    if (added.empty()) {
        return {};
    }
    return reject(invalid(
        *request.resource,
        request.info.name,
        {field_error(
            kube::FieldError::Type::Forbidden,
            "metadata.finalizers",
            "",
            fmt::format(
                "no new finalizers can be added if the object is being deleted, found new finalizers "
                "[]string{{{}}}",
                added
            )
        )}
    ));
}

}  // namespace flotilla::cluster

#include "flotilla/cluster/apiserver/registry/write.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/admission/admission.hpp"
#include "flotilla/cluster/apiserver/admission/protection.hpp"
#include "flotilla/cluster/apiserver/custom/definitions.hpp"
#include "flotilla/cluster/apiserver/registry/identity.hpp"
#include "flotilla/cluster/apiserver/registry/strategy.hpp"
#include "flotilla/cluster/apiserver/render.hpp"
#include "flotilla/cluster/schema/conversion.hpp"
#include "flotilla/cluster/schema/custom_kind.hpp"
#include "flotilla/cluster/schema/field_ownership.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

FieldWriter field_writer(const Core& core, const ApiRequest& request) {
    return FieldWriter{
        request.manager(),
        request.resource->type.api_version(),
        request.info.subresource,
        core.clock.wall_now(),
        request.resource->has_status()
    };
}

void append_definition_errors(
    const Resource& resource, const kube::Json& object, std::vector<kube::FieldError>& errors
) {
    if (is_definitions(resource)) {
        const auto found = validate_definition(object);
        errors.insert(errors.end(), found.begin(), found.end());
    }
}

/// Nothing holds the object any longer: neither a finalizer nor a grace period.
bool may_go(const Resource& resource, const kube::Json& object) {
    if (kube::find(object, {"metadata", "deletionTimestamp"}) == nullptr) {
        return false;
    }
    const auto is_empty = [&](std::initializer_list<std::string_view> path) {
        const kube::JsonArray* array = kube::find_array(object, path);
        return array == nullptr || array->empty();
    };
    const bool finalized = !resource.is("", "namespaces") || is_empty({"spec", "finalizers"});
    return finalized && is_empty({"metadata", "finalizers"}) &&
           kube::find_int(object, {"metadata", "deletionGracePeriodSeconds"}).value_or(0) == 0;
}

/// Kind and apiVersion come first, where lists of typed kinds cut them off.
void put_type_first(kube::Json& object) {
    kube::JsonObject& fields = object.as_object();
    if (fields.size() < 2 ||
        (fields.begin()->key() == "kind" && (fields.begin() + 1)->key() == "apiVersion")) {
        return;
    }
    kube::JsonObject ordered(fields.storage());
    ordered.reserve(fields.size());
    for (const std::string_view first : {"kind", "apiVersion"}) {
        if (kube::Json* value = fields.if_contains(first)) {
            ordered.emplace(first, std::move(*value));
        }
    }
    for (auto& [key, value] : fields) {
        if (key != "kind" && key != "apiVersion") {
            ordered.emplace(key, std::move(value));
        }
    }
    fields = std::move(ordered);
}

/// The object with the next resourceVersion, in the version in which it is stored.
Outcome<ObjectPtr> encode(const Core& core, const Resource& resource, kube::Json object) {
    kube::place(object, {"metadata", "resourceVersion"}) = std::to_string(core.store.next_revision());
    if (resource.is_custom()) {
        object.as_object()["apiVersion"] = resource.storage_kind.api_version();
    } else if (resource.kind() != resource.storage_kind) {
        auto converted = convert(std::move(object), resource.storage_kind);
        if (!converted) {
            return reject(statuses::internal_error(converted.error().message));
        }
        object = std::move(*converted);
    }
    put_type_first(object);
    auto encoded = kube::EncodedObject::from(object);
    if (!encoded) {
        return reject(statuses::bad_request(encoded.error().message));
    }
    if ((*encoded)->json().size() > core.options.max_object_bytes) {
        return reject(statuses::request_too_large(fmt::format("limit is {}", core.options.max_object_bytes)));
    }
    return std::move(*encoded);
}

Outcome<Reply> dry_answer(const Resource& resource, const kube::Json& object, int code) {
    static_cast<void>(resource);
    auto encoded = kube::EncodedObject::from(object);
    if (!encoded) {
        return reject(statuses::bad_request(encoded.error().message));
    }
    return Reply{code, std::move(*encoded), {}, 0};
}

}  // namespace

Outcome<ObjectPtr> current_object(Core& core, const ApiRequest& request) {
    static_cast<void>(core);
    ObjectPtr found = request.resource->collection->find(
        request.resource->type.namespaced ? request.info.namespace_ : "", request.info.name
    );
    if (!found) {
        return reject(statuses::not_found(request.resource->type, request.info.name));
    }
    return found;
}

bool is_events(const Resource& resource) {
    return resource.type.plural == "events" &&
           (resource.type.group.empty() || resource.type.group == "events.k8s.io");
}

Outcome<Reply> put(Core& core, const Resource& resource, kube::Json object, const ObjectPtr& stored) {
    if (is_definitions(resource)) {
        if (const auto served = serve_definition(core, object); !served) {
            return reject(statuses::bad_request(served.error().message));
        }
    }
    FLOTILLA_TRY_OUTCOME(ObjectPtr encoded, encode(core, resource, std::move(object)));
    const auto done = stored ? core.store.update(*resource.collection, encoded, revision_of(*stored))
                             : core.store.create(*resource.collection, encoded);
    if (!done && done.error().code == ErrorCode::AlreadyExists) {
        return reject(statuses::already_exists(resource.type, encoded->name()));
    }
    if (!done) {
        return reject(statuses::conflict(resource.type, encoded->name(), statuses::kModified));
    }
    if (is_events(resource)) {
        core.event_expiry.note(*encoded, core.clock.now());
    }
    return Reply{stored ? 200 : 201, std::move(encoded), {}, core.store.revision()};
}

Outcome<Reply> take_away(Core& core, const Resource& resource, kube::Json last, const ObjectPtr& stored) {
    if (is_definitions(resource)) {
        withdraw_definition(core, last);
    }
    FLOTILLA_TRY_OUTCOME(ObjectPtr encoded, encode(core, resource, std::move(last)));
    if (!core.store.remove(*resource.collection, encoded, revision_of(*stored))) {
        return reject(statuses::conflict(resource.type, stored->name(), statuses::kModified));
    }
    if (resource.is("", "pods")) {
        release_claims_of(core, *encoded);
    }
    const Revision removed = core.store.revision();
    if (resource.is_custom() && resource.collection->size() == 0) {
        const ObjectPtr definition = definition_of(core, resource);
        if (definition && definition->is_deleting()) {
            const ResourcePtr definitions =
                core.catalog.find("apiextensions.k8s.io", "v1", "customresourcedefinitions");
            FLOTILLA_CHECK_OUTCOME(release_definition(core, *definitions, definition));
        }
    }
    return Reply{200, std::move(encoded), {}, removed};
}

Outcome<void> release_definition(Core& core, const Resource& definitions, const ObjectPtr& stored) {
    kube::Json definition = stored->parsed();
    if (kube::Json* finalizers = kube::find(definition, {"metadata", "finalizers"}); finalizers != nullptr) {
        auto& names = finalizers->as_array();
        names.erase(std::remove(names.begin(), names.end(), kube::Json(kInstanceFinalizer)), names.end());
    }
    FLOTILLA_CHECK_OUTCOME(
        may_go(definitions, definition) ? take_away(core, definitions, std::move(definition), stored)
                                        : put(core, definitions, std::move(definition), stored)
    );
    return {};
}

Outcome<Reply> create_object(Core& core, ApiRequest& request, kube::Json object, Ownership ownership) {
    const Resource& resource = *request.resource;
    FLOTILLA_CHECK_OUTCOME(ready_metadata(core, request, object));
    generate_name(core, request, object);
    const std::string name = name_of(object);
    if (const ObjectPtr present = stored_at(request, name)) {
        kube::Status status = statuses::already_exists(resource.type, name);
        if (present->is_deleting()) {
            status.message = fmt::format("object is being deleted: {}", status.message);
        }
        return reject(std::move(status));
    }
    drop_repeated_owners(request, object);
    drop_unwritable(resource, object);
    resource.schema->set_defaults(object);
    if (ownership == Ownership::Track) {  // what the server adds from here on, the writer does not own
        track_update(resource.schema->schema(), nullptr, object, field_writer(core, request));
    }
    prepare_create(core, resource, object);
    Admission admission{core, request, object};
    FLOTILLA_CHECK_OUTCOME(admit_mutating(admission));
    auto errors = resource.schema->validate(object);
    append_definition_errors(resource, object, errors);
    if (!errors.empty()) {
        return reject(statuses::invalid(resource.type, name, errors));
    }
    FLOTILLA_CHECK_OUTCOME(admit_validating(admission));
    return request.is_dry_run() ? dry_answer(resource, object, 201)
                                : put(core, resource, std::move(object), nullptr);
}

Outcome<Reply> update_object(
    Core& core, ApiRequest& request, const ObjectPtr& stored, kube::Json updated, Ownership ownership
) {
    const Resource& resource = *request.resource;
    FLOTILLA_TRY_OUTCOME(const kube::Json old, in_version(resource, *stored));
    FLOTILLA_CHECK_OUTCOME(check_same_object(request, updated, old));
    FLOTILLA_CHECK_OUTCOME(check_version(request, updated, *stored));
    keep_identity(updated, old);
    drop_repeated_owners(request, updated);
    resource.schema->set_defaults(updated);
    prepare_update(core, resource, updated, old, request.info.subresource);
    FLOTILLA_CHECK_OUTCOME(check_finalizers(request, updated, old));
    if (ownership == Ownership::Track) {
        track_update(resource.schema->schema(), &old, updated, field_writer(core, request));
    }
    Admission admission{core, request, updated, &old};
    FLOTILLA_CHECK_OUTCOME(admit_mutating(admission));
    auto errors = resource.schema->validate_update(updated, old, request.info.subresource);
    append_definition_errors(resource, updated, errors);
    if (!errors.empty()) {
        return reject(statuses::invalid(resource.type, request.info.name, errors));
    }
    FLOTILLA_CHECK_OUTCOME(admit_validating(admission));
    kube::place(updated, {"metadata", "resourceVersion"}) = stored->resource_version();
    if (request.is_dry_run()) {
        return dry_answer(resource, updated, 200);
    }
    if (may_go(resource, updated)) {
        FLOTILLA_TRY_OUTCOME(Reply gone, take_away(core, resource, updated, stored));
        auto last = kube::EncodedObject::from(updated);  // answered as it was, not as of its removal
        if (last) {
            gone.object = std::move(*last);
        }
        return gone;
    }
    if (updated == old) {
        return Reply{200, stored, {}, revision_of(*stored)};
    }
    return put(core, resource, std::move(updated), stored);
}

}  // namespace flotilla::cluster

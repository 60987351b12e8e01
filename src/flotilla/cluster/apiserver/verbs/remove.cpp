#include <algorithm>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/admission/protection.hpp"
#include "flotilla/cluster/apiserver/custom/definitions.hpp"
#include "flotilla/cluster/apiserver/registry/conditions.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/render.hpp"
#include "flotilla/cluster/apiserver/selection/selection.hpp"
#include "flotilla/cluster/apiserver/verbs/change.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;
using Propagation = DeleteOptions::Propagation;

constexpr std::string_view kOrphan = "orphan";
constexpr std::string_view kForeground = "foregroundDeletion";
constexpr std::int64_t kDefaultGrace = 30;

/// A conflict that names the kind, as upstream does here and nowhere else.
kube::Status precondition_failed(
    const ApiRequest& request, const kube::EncodedObject& stored, std::string_view why
) {
    kube::ResourceType by_kind = request.resource->type;
    by_kind.plural = by_kind.kind;
    return statuses::conflict(by_kind, stored.name(), why);
}

Outcome<void> check_preconditions(
    const ApiRequest& request, const kube::EncodedObject& stored, const DeleteOptions& options
) {
    if (options.uid && *options.uid != stored.uid()) {
        return reject(precondition_failed(
            request,
            stored,
            fmt::format(
                "the UID in the precondition ({}) does not match the UID in record ({}). The object might "
                "have been deleted and then "
                "recreated",
                *options.uid,
                stored.uid()
            )
        ));
    }
    if (options.resource_version && *options.resource_version != stored.resource_version()) {
        return reject(precondition_failed(
            request,
            stored,
            fmt::format(
                "the ResourceVersion in the precondition ({}) does not match the ResourceVersion in record "
                "({}). The object might have "
                "been modified",
                *options.resource_version,
                stored.resource_version()
            )
        ));
    }
    return {};
}

void set_finalizer(kube::JsonArray& finalizers, std::string_view name, bool wanted) {
    const auto found = std::find(finalizers.begin(), finalizers.end(), kube::Json(name));
    if (found != finalizers.end() && !wanted) {
        finalizers.erase(found);
    } else if (found == finalizers.end() && wanted) {
        finalizers.emplace_back(name);
    }
}

/// The finalizers that make the garbage collector do what the client asked for.
void set_propagation(const Resource& resource, kube::Json& object, const DeleteOptions& options) {
    kube::JsonArray finalizers;
    if (const kube::JsonArray* present = kube::find_array(object, {"metadata", "finalizers"})) {
        finalizers = *present;
    }
    const auto has = [&](std::string_view name) {
        return std::find(finalizers.begin(), finalizers.end(), kube::Json(name)) != finalizers.end();
    };
    bool orphan = has(kOrphan);
    bool foreground = has(kForeground);
    if (options.propagation != Propagation::Unset) {
        orphan = options.propagation == Propagation::Orphan;
        foreground = options.propagation == Propagation::Foreground;
    } else if (!orphan && !foreground) {
        orphan = resource.traits.orphans_by_default;
    }
    set_finalizer(finalizers, kOrphan, orphan);
    set_finalizer(finalizers, kForeground, foreground);
    if (finalizers.empty()) {
        kube::remove(object, {"metadata", "finalizers"});
    } else {
        kube::place(object, {"metadata", "finalizers"}) = std::move(finalizers);
    }
}

/// How long the kubelet has to stop it; 0 for what runs nowhere.
std::int64_t grace_of(const Resource& resource, const kube::Json& object, const DeleteOptions& options) {
    if (!resource.is("", "pods")) {
        return 0;
    }
    const std::string_view phase = kube::find_string(object, {"status", "phase"}).value_or("");
    const bool runs = !kube::find_string(object, {"spec", "nodeName"}).value_or("").empty() &&
                      phase != "Failed" && phase != "Succeeded";
    if (!runs) {
        return 0;
    }
    const std::int64_t own =
        kube::find_int(object, {"spec", "terminationGracePeriodSeconds"}).value_or(kDefaultGrace);
    return options.grace_seconds.value_or(std::max<std::int64_t>(own, 0));
}

/// Sets deletionTimestamp, or brings an earlier one forward. Whether anything changed.
bool mark_deleted(kube::Json& object, std::int64_t grace, WallTime now) {
    const auto marked = kube::find_string(object, {"metadata", "deletionTimestamp"});
    const auto before = kube::find_int(object, {"metadata", "deletionGracePeriodSeconds"});
    if (marked && before.value_or(0) <= grace) {
        return false;
    }
    WallTime requested = now;
    if (marked) {
        requested = parse_time(*marked).value_or(now) - std::chrono::seconds{before.value_or(0)};
    }
    const WallTime when = std::max(requested + std::chrono::seconds{grace}, marked ? requested : now);
    kube::place(object, {"metadata", "deletionTimestamp"}) = format_time(when);
    kube::place(object, {"metadata", "deletionGracePeriodSeconds"}) = grace;
    if (!marked) {
        if (const auto generation = kube::find_int(object, {"metadata", "generation"})) {
            kube::place(object, {"metadata", "generation"}) = *generation + 1;
        }
    }
    return true;
}

bool is_held(const Resource& resource, const kube::Json& object) {
    const auto has_any = [&](std::initializer_list<std::string_view> path) {
        const kube::JsonArray* array = kube::find_array(object, path);
        return array != nullptr && !array->empty();
    };
    return has_any({"metadata", "finalizers"}) ||
           (resource.is("", "namespaces") && has_any({"spec", "finalizers"}));
}

Outcome<Reply> answer_gone(const Resource& resource, const ObjectPtr& stored, Reply removed) {
    if (resource.traits.answers_delete_with_object) {
        return removed;
    }
    Reply reply;
    reply.value = kube::to_json_value(statuses::success(resource.type, stored->name(), stored->uid()));
    reply.durable = removed.durable;
    return reply;
}

/// Marks the definition and deletes its instances; the last of them takes it along, unless others hold it,
/// too.
Outcome<Reply> delete_definition(
    Core& core, const ApiRequest& request, kube::Json object, const ObjectPtr& stored
) {
    kube::JsonArray finalizers;
    if (const kube::JsonArray* present = kube::find_array(object, {"metadata", "finalizers"})) {
        finalizers = *present;
    }
    set_finalizer(finalizers, kInstanceFinalizer, true);
    kube::place(object, {"metadata", "finalizers"}) = std::move(finalizers);
    kube::remove(object, {"metadata", "deletionGracePeriodSeconds"});
    if (const auto generation = stored->generation()) {
        kube::place(object, {"metadata", "generation"}) = *generation;  // a mark is no change of what it says
    }
    set_condition(
        object,
        kube::Condition{
            "Terminating",
            "True",
            "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
            core.clock.wall_now(),
            std::nullopt
        }
    );
    FLOTILLA_TRY_OUTCOME(Reply marked, put(core, *request.resource, std::move(object), stored));
    const kube::Json definition = marked.object->parsed();
    const ResourcePtr instances = core.catalog.find_any(
        kube::find_string(definition, {"spec", "group"}).value_or(""),
        kube::find_string(definition, {"spec", "names", "plural"}).value_or("")
    );
    if (!instances || instances->collection->size() == 0) {
        FLOTILLA_CHECK_OUTCOME(release_definition(core, *request.resource, marked.object));
        marked.durable = core.store.revision();
        return marked;
    }
    std::vector<ObjectPtr> all;
    static_cast<void>(instances->collection->visit(Range{}, [&](const ObjectPtr& instance) {
        all.push_back(instance);
        return true;
    }));
    for (const ObjectPtr& instance : all) {
        ApiRequest inner;
        inner.resource = instances;
        inner.info.verb = "delete";
        inner.info.namespace_ = instance->namespace_();
        inner.info.name = instance->name();
        FLOTILLA_CHECK_OUTCOME(delete_object(core, inner, instance, DeleteOptions{}));
    }
    marked.durable = core.store.revision();
    return marked;
}

kube::Status immortal(const ApiRequest& request, std::string_view name) {
    return statuses::forbidden(request.resource->type, name, "this namespace may not be deleted");
}

}  // namespace

Outcome<Reply> delete_object(
    Core& core, ApiRequest& request, const ObjectPtr& stored, const DeleteOptions& options
) {
    const Resource& resource = *request.resource;
    FLOTILLA_CHECK_OUTCOME(check_preconditions(request, *stored, options));
    if (resource.is("", "namespaces") &&
        (stored->name() == "default" || stored->name() == "kube-system" || stored->name() == "kube-public")) {
        return reject(immortal(request, stored->name()));
    }
    FLOTILLA_TRY_OUTCOME(kube::Json object, in_version(resource, *stored));
    const kube::Json before = object;
    set_propagation(resource, object, options);
    release_unused(core, resource, object);
    const std::int64_t grace = grace_of(resource, object, options);
    const bool stays = grace > 0 || is_held(resource, object) || is_definitions(resource);
    if (stays || resource.is("", "pods")) {
        mark_deleted(object, grace, core.clock.wall_now());
        if (resource.is("", "namespaces")) {
            kube::place(object, {"status", "phase"}) = "Terminating";
        }
    }
    if (options.dry_run || request.is_dry_run()) {
        auto marked = kube::EncodedObject::from(object);
        if (!marked) {
            return reject(statuses::internal_error(marked.error().message));
        }
        Reply reply{200, std::move(*marked), {}, 0};
        return stays ? std::move(reply) : answer_gone(resource, stored, std::move(reply));
    }
    if (stays && object == before) {
        return Reply{200, stored, {}, revision_of(*stored)};
    }
    if (stays && is_definitions(resource)) {
        return delete_definition(core, request, std::move(object), stored);
    }
    if (stays) {
        return put(core, resource, std::move(object), stored);
    }
    FLOTILLA_TRY_OUTCOME(Reply removed, take_away(core, resource, std::move(object), stored));
    return answer_gone(resource, stored, std::move(removed));
}

Outcome<Reply> remove(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(const DeleteOptions options, DeleteOptions::parse(request));
    FLOTILLA_TRY_OUTCOME(const ObjectPtr stored, current_object(core, request));
    return delete_object(core, request, stored, options);
}

Outcome<Reply> remove_collection(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(const DeleteOptions options, DeleteOptions::parse(request));
    FLOTILLA_TRY_OUTCOME(const Selection selection, Selection::parse(request.info, *request.resource));
    std::vector<ObjectPtr> selected;
    static_cast<void>(request.resource->collection
                          ->visit(Range{request.info.namespace_}, [&](const ObjectPtr& object) {
                              if (selection.matches(*object)) {
                                  selected.push_back(object);
                              }
                              return true;
                          }));
    kube::JsonArray items;
    for (const ObjectPtr& object : selected) {
        FLOTILLA_CHECK_OUTCOME(delete_object(core, request, object, options));
        FLOTILLA_TRY_OUTCOME(kube::Json json, in_version(*request.resource, *object));
        if (!request.resource->is_custom()) {
            json.as_object().erase("kind");
            json.as_object().erase("apiVersion");
        }
        items.push_back(std::move(json));
    }
    Reply reply;
    reply.durable = core.store.revision();
    kube::Json list(kube::JsonObject{});
    list.as_object()["kind"] = request.resource->list_kind;
    list.as_object()["apiVersion"] = request.resource->type.api_version();
    kube::place(list, {"metadata", "resourceVersion"}) = std::to_string(core.store.revision());
    list.as_object()["items"] = std::move(items);
    reply.value = std::move(list);
    return reply;
}

}  // namespace flotilla::cluster

#include "flotilla/cluster/apiserver/registry/strategy.hpp"

#include <algorithm>
#include <charconv>

#include "flotilla/base/base64.hpp"
#include "flotilla/cluster/apiserver/custom/definitions.hpp"
#include "flotilla/cluster/apiserver/registry/jobs.hpp"

namespace flotilla::cluster {

namespace {

/// Whether anything but metadata and status differs. A status that is no subresource is content like the
/// rest.
bool differs_in_content(const kube::JsonObject& a, const kube::JsonObject& b, bool has_status) {
    const auto is_header = [&](std::string_view field) {
        return field == "metadata" || (has_status && field == "status") || field == "apiVersion" ||
               field == "kind";
    };
    for (const auto& [key, value] : a) {
        const kube::Json* other = is_header(key) ? &value : b.if_contains(key);
        if (other == nullptr || *other != value) {
            return true;
        }
    }
    for (const auto& [key, value] : b) {
        if (!is_header(key) && !a.contains(key)) {
            return true;
        }
    }
    return false;
}

void copy_field(kube::Json& to, const kube::Json& from, std::string_view field) {
    if (const kube::Json* value = kube::find(from, {field})) {
        to.as_object()[field] = *value;
    } else {
        to.as_object().erase(field);
    }
}

/// A Secret's stringData is a way to write data; it is never stored.
void fold_string_data(kube::Json& secret) {
    const kube::Json* texts = kube::find(secret, {"stringData"});
    if (texts == nullptr || !texts->is_object()) {
        return;
    }
    const kube::JsonObject given = texts->get_object();
    secret.as_object().erase("stringData");
    for (const auto& [key, value] : given) {
        kube::place(secret, {"data", key}) =
            base64_encode(value.is_string() ? kube::text_of(value.get_string()) : "");
    }
}

/// The status endpoint writes status, and of the metadata only what tells of the writer.
void keep_all_but_status(kube::Json& updated, const kube::Json& old, const Resource& resource) {
    kube::Json kept = old;
    copy_field(kept, updated, "status");
    const auto copy_metadata = [&](std::string_view field) {
        if (const kube::Json* value = kube::find(updated, {"metadata", field})) {
            kube::place(kept, {"metadata", field}) = *value;
        } else {
            kube::remove(kept, {"metadata", field});
        }
    };
    copy_metadata("managedFields");
    copy_metadata("resourceVersion");
    const bool takes_metadata =
        resource.type.group.empty() &&
        (resource.type.plural == "pods" || resource.type.plural == "nodes" ||
         resource.type.plural == "services" || resource.type.plural == "persistentvolumes");
    if (takes_metadata) {
        copy_metadata("labels");
        copy_metadata("annotations");
        copy_metadata("finalizers");
    }
    updated = std::move(kept);
}

/// What these endpoints write of a pod's containers, by the container's name.
void keep_all_but_resources(kube::Json& updated, const kube::Json& old) {
    kube::Json kept = old;
    for (const std::string_view list : {"containers", "initContainers"}) {
        const kube::JsonArray* wanted = kube::find_array(updated, {"spec", list});
        kube::Json* present = kube::find(kept, {"spec", list});
        if (wanted == nullptr || present == nullptr || !present->is_array()) {
            continue;
        }
        for (kube::Json& container : present->as_array()) {
            const auto same = std::ranges::find_if(*wanted, [&](const kube::Json& other) {
                return kube::find_string(other, {"name"}) == kube::find_string(container, {"name"});
            });
            if (same != wanted->end()) {
                copy_field(container, *same, "resources");
                copy_field(container, *same, "resizePolicy");
            }
        }
    }
    updated = std::move(kept);
}

void keep_all_but(kube::Json& updated, const kube::Json& old, std::string_view spec_field) {
    kube::Json kept = old;
    if (const kube::Json* value = kube::find(updated, {"spec", spec_field})) {
        kube::place(kept, {"spec", spec_field}) = *value;
    } else {
        kube::remove(kept, {"spec", spec_field});
    }
    updated = std::move(kept);
}

/// A DaemonSet tells in an annotation how often its template has changed.
void count_template_generation(kube::Json& updated, const kube::Json& old) {
    constexpr std::string_view kGeneration = "deprecated.daemonset.template.generation";
    std::int64_t generation = 1;
    const std::string_view before =
        kube::find_string(old, {"metadata", "annotations", kGeneration}).value_or("");
    std::from_chars(before.data(), before.data() + before.size(), generation);
    const kube::Json* old_template = kube::find(old, {"spec", "template"});
    const kube::Json* new_template = kube::find(updated, {"spec", "template"});
    if (old_template != nullptr && new_template != nullptr && *old_template != *new_template) {
        ++generation;
    }
    kube::place(updated, {"metadata", "annotations", kGeneration}) = std::to_string(generation);
}

}  // namespace

void drop_unwritable(const Resource& resource, kube::Json& object) {
    if (resource.is("", "secrets")) {
        fold_string_data(object);
    }
    if (resource.has_status() && resource.type.plural != "nodes" &&
        resource.type.plural != "persistentvolumes") {
        object.as_object().erase("status");
    }
}

void prepare_create(Core& core, const Resource& resource, kube::Json& object) {
    if (resource.traits.counts_generation) {
        kube::place(object, {"metadata", "generation"}) = 1;
    }
    if (is_definitions(resource)) {
        prepare_definition(core, object, nullptr);
    } else if (resource.is("", "pods")) {
        kube::place(object, {"status", "phase"}) = "Pending";
    } else if (resource.is("", "namespaces")) {
        kube::place(object, {"status", "phase"}) = "Active";
        kube::place(object, {"spec", "finalizers"}) = kube::JsonArray{"kubernetes"};
        // A copy: making room for the label moves what lies beside it.
        const std::string name{kube::find_string(object, {"metadata", "name"}).value_or("")};
        kube::place(object, {"metadata", "labels", "kubernetes.io/metadata.name"}) = name;
    } else if (resource.is("", "persistentvolumes")) {
        kube::place(object, {"status", "lastPhaseTransitionTime"}) = format_time(core.clock.wall_now());
    } else if (resource.is("batch", "jobs")) {
        prepare_job(object);
    }
}

void prepare_update(
    Core& core,
    const Resource& resource,
    kube::Json& updated,
    const kube::Json& old,
    std::string_view subresource
) {
    if (resource.is("", "secrets")) {
        fold_string_data(updated);
    }
    if (subresource == "status" || subresource == "approval") {
        keep_all_but_status(updated, old, resource);
        return;
    }
    if (subresource == "finalize") {
        keep_all_but(updated, old, "finalizers");
        return;
    }
    if (subresource == "ephemeralcontainers") {
        keep_all_but(updated, old, "ephemeralContainers");
    } else if (subresource == "resize") {
        keep_all_but_resources(updated, old);
    }
    if (resource.has_status() && subresource.empty()) {
        copy_field(updated, old, "status");
    }
    if (is_definitions(resource)) {
        prepare_definition(core, updated, &old);
    }
    if (resource.is("", "namespaces") && subresource.empty()) {
        copy_field(updated, old, "spec");
        kube::place(updated, {"metadata", "labels", "kubernetes.io/metadata.name"}) =
            kube::find_string(old, {"metadata", "name"}).value_or("");
    }
    if (resource.is("apps", "daemonsets") && subresource.empty()) {
        count_template_generation(updated, old);
    }
    if (resource.traits.counts_generation &&
        differs_in_content(updated.as_object(), old.as_object(), resource.has_status())) {
        const std::int64_t before = kube::find_int(old, {"metadata", "generation"}).value_or(0);
        kube::place(updated, {"metadata", "generation"}) = before + 1;
    }
}

}  // namespace flotilla::cluster

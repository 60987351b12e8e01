#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "flotilla/cluster/schema/validation/validation.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

const kube::Json& at(const kube::Json& object, std::initializer_list<std::string_view> path) {
    static const kube::Json kNothing;
    const kube::Json* found = kube::find(object, path);
    return found == nullptr ? kNothing : *found;
}

void fixed(
    const kube::Json& object,
    const kube::Json& old,
    std::initializer_list<std::string_view> path,
    Causes& causes
) {
    if (at(object, path) == at(old, path)) {
        return;
    }
    std::string field;
    for (const std::string_view step : path) {
        field = join(field, step);
    }
    invalid(causes, field, at(object, path), kImmutable);
}

/// `spec` without the fields that may change.
template <std::size_t count>
kube::Json without(kube::Json spec, const std::array<std::string_view, count>& fields) {
    if (json::object* object = spec.if_object()) {
        for (const std::string_view field : fields) {
            object->erase(field);
        }
    }
    return spec;
}

void take_back(json::object& container, const json::object& old, std::string_view field) {
    container.erase(field);
    if (const kube::Json* value = old.if_contains(field)) {
        container.emplace(field, *value);
    }
}

/// The pod's specification with what an update may change taken from the old one.
kube::Json with_allowed_changes(kube::Json spec, const kube::Json& old, bool resize) {
    for (const std::string_view list_name : {"containers", "initContainers"}) {
        const json::array* before = kube::find_array(old, {list_name});
        kube::Json* list = kube::find(spec, {list_name});
        if (before == nullptr || list == nullptr || !list->is_array() ||
            list->get_array().size() != before->size()) {
            continue;
        }
        for (std::size_t i = 0; i < before->size(); ++i) {
            json::object* container = list->get_array()[i].if_object();
            const json::object* old_container = (*before)[i].if_object();
            if (container == nullptr || old_container == nullptr) {
                continue;
            }
            if (resize) {
                take_back(*container, *old_container, "resources");
                take_back(*container, *old_container, "resizePolicy");
            } else {
                take_back(*container, *old_container, "image");
            }
        }
    }
    return spec;
}

bool keeps_tolerations(const kube::Json& spec, const kube::Json& old) {
    const json::array* before = kube::find_array(old, {"tolerations"});
    const json::array* now = kube::find_array(spec, {"tolerations"});
    return before == nullptr || std::ranges::all_of(*before, [now](const kube::Json& toleration) {
               return now != nullptr && std::find(now->begin(), now->end(), toleration) != now->end();
           });
}

/// They can be added, and stay as they were added.
void check_ephemeral_containers(const kube::Json& spec, const kube::Json& old, Causes& causes) {
    const json::array* before = kube::find_array(old, {"ephemeralContainers"});
    const json::array* now = kube::find_array(spec, {"ephemeralContainers"});
    for (const kube::Json& container : before == nullptr ? json::array{} : *before) {
        const auto name = kube::find_string(container, {"name"});
        const kube::Json* same = nullptr;
        for (const kube::Json& other : now == nullptr ? json::array{} : *now) {
            same = kube::find_string(other, {"name"}) == name ? &other : same;
        }
        if (same == nullptr || *same != container) {
            forbidden(
                causes,
                "spec.ephemeralContainers",
                fmt::format(
                    "existing ephemeral containers \"{}\" may not be {}",
                    name.value_or(""),
                    same == nullptr ? "removed" : "changed"
                )
            );
        }
    }
}

void check_pod(
    const kube::Json& object, const kube::Json& old, std::string_view subresource, Causes& causes
) {
    const kube::Json& spec = at(object, {"spec"});
    const kube::Json& old_spec = at(old, {"spec"});
    if (spec == old_spec) {
        return;
    }
    if (subresource == "resize") {
        if (with_allowed_changes(spec, old_spec, true) != old_spec) {
            forbidden(causes, "spec", "only cpu and memory resources are mutable");
        }
        return;
    }
    if (subresource == "ephemeralcontainers") {
        check_ephemeral_containers(spec, old_spec, causes);
        return;
    }
    const auto comparable = [&](const kube::Json& value) {
        return without(
            with_allowed_changes(value, old_spec, false),
            std::to_array<std::string_view>(
                {"activeDeadlineSeconds", "tolerations", "schedulingGates", "nodeName"}
            )
        );
    };
    const json::array* containers = kube::find_array(spec, {"containers"});
    const json::array* old_containers = kube::find_array(old_spec, {"containers"});
    const auto count = [](const json::array* list) { return list == nullptr ? 0 : list->size(); };
    if (count(containers) != count(old_containers)) {
        forbidden(causes, "spec.containers", "pod updates may not add or remove containers");
        return;
    }
    const bool same_node = at(spec, {"nodeName"}) == at(old_spec, {"nodeName"});
    if (comparable(spec) != comparable(old_spec) || !same_node || !keeps_tolerations(spec, old_spec)) {
        forbidden(
            causes,
            "spec",
            "pod updates may not change fields other than "
            "`spec.containers[*].image`,`spec.initContainers[*].image`,"
            "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
        );
    }
}

void check_stateful_set(const kube::Json& object, const kube::Json& old, Causes& causes) {
    constexpr std::array<std::string_view, 7> kMutable{
        "replicas",
        "ordinals",
        "template",
        "updateStrategy",
        "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds"
    };
    if (without(at(object, {"spec"}), kMutable) != without(at(old, {"spec"}), kMutable)) {
        forbidden(
            causes,
            "spec",
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
            "'updateStrategy', "
            "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are "
            "forbidden"
        );
    }
}

void check_frozen_data(const kube::Json& object, const kube::Json& old, Causes& causes) {
    if (!kube::find_bool(old, {"immutable"}).value_or(false)) {
        return;
    }
    constexpr std::string_view kFrozen = "field is immutable when `immutable` is set";
    if (!kube::find_bool(object, {"immutable"}).value_or(false)) {
        forbidden(causes, "immutable", kFrozen);
    }
    for (const std::string_view part : {"data", "binaryData"}) {
        if (at(object, {part}) != at(old, {part})) {
            forbidden(causes, std::string{part}, kFrozen);
        }
    }
}

void check_service_update(const kube::Json& object, const kube::Json& old, Causes& causes) {
    const std::string_view before = kube::find_string(old, {"spec", "clusterIP"}).value_or("");
    const std::string_view now = kube::find_string(object, {"spec", "clusterIP"}).value_or("");
    const bool was_external = kube::find_string(old, {"spec", "type"}).value_or("") == "ExternalName";
    const bool is_external = kube::find_string(object, {"spec", "type"}).value_or("") == "ExternalName";
    if (!was_external && !is_external && !before.empty() && before != now) {
        invalid(causes, "spec.clusterIPs[0]", at(object, {"spec", "clusterIPs"}), "may not change once set");
    }
}

void check_core(
    const std::string& kind,
    const kube::Json& object,
    const kube::Json& old,
    std::string_view subresource,
    Causes& causes
) {
    if (kind == "Pod") {
        check_pod(object, old, subresource, causes);
    } else if (kind == "Service") {
        check_service_update(object, old, causes);
    } else if (kind == "ConfigMap" || kind == "Secret") {
        check_frozen_data(object, old, causes);
        if (kind == "Secret") {
            fixed(object, old, {"type"}, causes);
        }
    } else if (kind == "PersistentVolumeClaim") {
        constexpr std::array<std::string_view, 4> kMutable{
            "resources", "volumeName", "volumeAttributesClassName", "storageClassName"
        };
        if (without(at(object, {"spec"}), kMutable) != without(at(old, {"spec"}), kMutable)) {
            forbidden(
                causes,
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName "
                "for bound claims"
            );
        }
    }
}

}  // namespace

void check_immutable(
    const KindFacts& facts,
    const kube::Json& object,
    const kube::Json& old,
    std::string_view subresource,
    Causes& causes
) {
    const std::string& group = facts.kind.group;
    const std::string& kind = facts.kind.kind;
    if (group.empty()) {
        check_core(kind, object, old, subresource, causes);
    } else if (kind == "Deployment" || kind == "ReplicaSet" || kind == "DaemonSet") {
        fixed(object, old, {"spec", "selector"}, causes);
    } else if (kind == "StatefulSet") {
        check_stateful_set(object, old, causes);
    } else if (kind == "Job") {
        fixed(object, old, {"spec", "selector"}, causes);
        fixed(object, old, {"spec", "completionMode"}, causes);
        if (kube::find_string(object, {"spec", "completionMode"}).value_or("") != "Indexed") {
            fixed(object, old, {"spec", "completions"}, causes);
        }
        if (!kube::find_bool(old, {"spec", "suspend"}).value_or(false)) {
            fixed(object, old, {"spec", "template"}, causes);
        }
    } else if (kind == "RoleBinding" || kind == "ClusterRoleBinding") {
        if (at(object, {"roleRef"}) != at(old, {"roleRef"})) {
            invalid(causes, "roleRef", at(object, {"roleRef"}), "cannot change roleRef");
        }
    } else if (kind == "StorageClass") {
        for (const std::string_view field :
             {"parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"}) {
            if (at(object, {field}) != at(old, {field})) {
                forbidden(causes, std::string{field}, fmt::format("updates to {} are forbidden.", field));
            }
        }
    } else if (kind == "PriorityClass") {
        for (const std::string_view field : {"value", "preemptionPolicy"}) {
            if (at(object, {field}) != at(old, {field})) {
                forbidden(causes, std::string{field}, "may not be changed in an update.");
            }
        }
    } else if (kind == "EndpointSlice") {
        fixed(object, old, {"addressType"}, causes);
    } else if (kind == "IngressClass") {
        fixed(object, old, {"spec", "controller"}, causes);
    } else if (kind == "CustomResourceDefinition") {
        fixed(object, old, {"spec", "group"}, causes);
        fixed(object, old, {"spec", "scope"}, causes);
        fixed(object, old, {"spec", "names", "plural"}, causes);
        fixed(object, old, {"spec", "names", "kind"}, causes);
    }
}

}  // namespace flotilla::cluster::validation

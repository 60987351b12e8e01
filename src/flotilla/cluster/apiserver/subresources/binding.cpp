#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/cluster/apiserver/registry/conditions.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/subresources/subresources.hpp"
#include "flotilla/kube/api/json_texts.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

kube::Status binding_conflict(std::string_view pod, std::string_view why) {
    static const kube::ResourceType type{"", "v1", "pods/binding", "Binding", true};
    return statuses::conflict(type, pod, why);
}

void merge_texts(kube::Json& object, const kube::Json& binding, std::string_view field) {
    if (const kube::JsonObject* values = kube::find_object(binding, {"metadata", field})) {
        for (const auto& [key, value] : *values) {
            kube::place(object, {"metadata", field, std::string_view{key.data(), key.size()}}) = value;
        }
    }
}

Outcome<void> check_target(const kube::Json& binding) {
    const std::string_view kind = kube::find_string(binding, {"target", "kind"}).value_or("");
    if (!kind.empty() && kind != "Node") {
        return reject(statuses::unexplained(
            fmt::format(R"(target.kind: Unsupported value: "{}": supported values: "Node", "<empty>")", kind)
        ));
    }
    if (kube::find_string(binding, {"target", "name"}).value_or("").empty()) {
        return reject(statuses::unexplained("target.name: Required value"));
    }
    return {};
}

/// Go writes this field of a pod's condition always.
void add_probe_time(kube::Json& pod) {
    if (kube::Json* conditions = kube::find(pod, {"status", "conditions"})) {
        for (kube::Json& condition : conditions->as_array()) {
            if (kube::find(condition, {"lastProbeTime"}) == nullptr) {
                kube::place(condition, {"lastProbeTime"}) = nullptr;
            }
        }
    }
}

}  // namespace

Outcome<Reply> bind_pod(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(
        const kube::Json binding, decode_object(request, GroupVersionKind{"", "v1", "Binding"})
    );
    const ResourcePtr pods = core.catalog.find("", "v1", "pods");
    const std::string name = request.resource->is("", "bindings")
                                 ? std::string{kube::find_string(binding, {"metadata", "name"}).value_or("")}
                                 : request.info.name;
    FLOTILLA_CHECK_OUTCOME(check_target(binding));
    const std::string_view node = kube::find_string(binding, {"target", "name"}).value_or("");
    const ObjectPtr stored = pods->collection->find(request.info.namespace_, name);
    if (!stored) {
        return reject(statuses::not_found(pods->type, name));
    }
    const std::string_view uid = kube::find_string(binding, {"metadata", "uid"}).value_or("");
    if (!uid.empty() && uid != stored->uid()) {
        return reject(statuses::conflict(
            pods->type,
            name,
            fmt::format(
                "StorageError: invalid object, Code: 4, Key: /registry/pods/{}/{}, ResourceVersion: 0, "
                "AdditionalErrorMsg: Precondition failed: UID in precondition: {}, UID in object meta: {}",
                request.info.namespace_,
                name,
                uid,
                stored->uid()
            )
        ));
    }
    kube::Json pod = stored->parsed();
    if (stored->is_deleting()) {
        return reject(
            binding_conflict(name, fmt::format("pod {} is being deleted, cannot be assigned to a host", name))
        );
    }
    if (const auto bound = kube::find_string(pod, {"spec", "nodeName"}); bound && !bound->empty()) {
        return reject(
            binding_conflict(name, fmt::format("pod {} is already assigned to node \"{}\"", name, *bound))
        );
    }
    if (const auto* gates = kube::find_array(pod, {"spec", "schedulingGates"});
        gates != nullptr && !gates->empty()) {
        return reject(binding_conflict(name, fmt::format("pod {} has non-empty .spec.schedulingGates", name))
        );
    }
    kube::place(pod, {"spec", "nodeName"}) = node;
    merge_texts(pod, binding, "annotations");
    set_condition(pod, kube::Condition{"PodScheduled", "True", "", "", core.clock.wall_now(), std::nullopt});
    add_probe_time(pod);
    Reply reply{201};
    reply.value = kube::to_json_value([] {
        kube::Status status;
        status.success = true;
        status.code = 201;
        return status;
    }());
    if (!request.is_dry_run()) {
        FLOTILLA_TRY_OUTCOME(const Reply written, put(core, *pods, std::move(pod), stored));
        reply.durable = written.durable;
    }
    return reply;
}

}  // namespace flotilla::cluster

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/cluster/apiserver/registry/conditions.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/subresources/subresources.hpp"

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

}  // namespace

Outcome<Reply> bind_pod(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(
        const kube::Json binding, decode_object(request, GroupVersionKind{"", "v1", "Binding"})
    );
    const ResourcePtr pods = core.catalog.find("", "v1", "pods");
    const std::string name = request.resource->is("", "bindings")
                                 ? std::string{kube::find_string(binding, {"metadata", "name"}).value_or("")}
                                 : request.info.name;
    const std::string_view node = kube::find_string(binding, {"target", "name"}).value_or("");
    if (node.empty()) {
        kube::FieldError error;
        error.type = kube::FieldError::Type::Required;
        error.field = "target.name";
        return reject(
            statuses::invalid(kube::ResourceType{"", "v1", "bindings", "Binding", true}, name, {error})
        );
    }
    const ObjectPtr stored = pods->collection->find(request.info.namespace_, name);
    if (!stored) {
        return reject(statuses::not_found(pods->type, name));
    }
    const std::string_view uid = kube::find_string(binding, {"metadata", "uid"}).value_or("");
    if (!uid.empty() && uid != stored->uid()) {
        return reject(binding_conflict(
            name,
            fmt::format(
                "Precondition failed: UID in precondition: {}, UID in object meta: {}", uid, stored->uid()
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
    merge_texts(pod, binding, "labels");
    set_condition(pod, kube::Condition{"PodScheduled", "True", "", "", core.clock.wall_now(), std::nullopt});
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

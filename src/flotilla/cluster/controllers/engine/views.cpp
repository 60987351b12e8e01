#include "flotilla/cluster/controllers/engine/views.hpp"

#include <algorithm>

#include "flotilla/cluster/controllers/deployment/pod_template.hpp"
#include "flotilla/kube/api/json_texts.hpp"
#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster::controllers {
namespace {

using kube::find;
using kube::find_array;
using kube::find_bool;
using kube::find_int;
using kube::find_object;
using kube::find_string;
using kube::Json;
using kube::JsonArray;
using kube::JsonObject;
using kube::text_at;

void read_metadata(const Json& json, ObjectView& view) {
    view.key = {text_at(json, {"metadata", "namespace"}), text_at(json, {"metadata", "name"})};
    view.uid = text_at(json, {"metadata", "uid"});
    view.labels = find_strings(json, {"metadata", "labels"});
    view.annotations = find_strings(json, {"metadata", "annotations"});
    view.created = find_time(json, {"metadata", "creationTimestamp"}).value_or(WallTime{});
    view.deletion_time = find_time(json, {"metadata", "deletionTimestamp"});
    view.deletion_grace_seconds = find_int(json, {"metadata", "deletionGracePeriodSeconds"});
    view.generation = find_int(json, {"metadata", "generation"}).value_or(0);
    if (const JsonArray* finalizers = find_array(json, {"metadata", "finalizers"})) {
        for (const Json& finalizer : *finalizers) {
            view.finalizers.push_back(text_at(finalizer, {}));
        }
    }
    if (const JsonArray* owners = find_array(json, {"metadata", "ownerReferences"})) {
        for (const Json& owner : *owners) {
            view.owners.push_back(kube::OwnerReference{
                text_at(owner, {"apiVersion"}),
                text_at(owner, {"kind"}),
                text_at(owner, {"name"}),
                text_at(owner, {"uid"}),
                find_bool(owner, {"controller"}),
                find_bool(owner, {"blockOwnerDeletion"}),
            });
        }
    }
}

void add(Amounts& to, const Amounts& more) {
    for (const auto& [name, amount] : more) {
        to[name] += amount;
    }
}

void raise(Amounts& to, const Amounts& least) {
    for (const auto& [name, amount] : least) {
        std::int64_t& present = to[name];
        present = std::max(present, amount);
    }
}

Amounts container_requests(const Json& container) {
    const JsonObject* requests = find_object(container, {"resources", "requests"});
    return requests != nullptr ? read_amounts(*requests) : Amounts{};
}

Amounts pod_requests(const Json& json) {
    Amounts together;
    if (const JsonArray* containers = find_array(json, {"spec", "containers"})) {
        for (const Json& container : *containers) {
            add(together, container_requests(container));
        }
    }
    if (const JsonArray* containers = find_array(json, {"spec", "initContainers"})) {
        for (const Json& container : *containers) {
            raise(together, container_requests(container));
        }
    }
    if (const JsonObject* overhead = find_object(json, {"spec", "overhead"})) {
        add(together, read_amounts(*overhead));
    }
    return together;
}

std::vector<TolerationView> read_tolerations(const Json& json) {
    std::vector<TolerationView> tolerations;
    if (const JsonArray* entries = find_array(json, {"spec", "tolerations"})) {
        for (const Json& entry : *entries) {
            tolerations.push_back(TolerationView{
                text_at(entry, {"key"}),
                find_string(entry, {"operator"}) == "Exists",
                text_at(entry, {"value"}),
                text_at(entry, {"effect"}),
                find_int(entry, {"tolerationSeconds"}),
            });
        }
    }
    return tolerations;
}

std::vector<ContainerPortView> read_ports(const Json& json) {
    std::vector<ContainerPortView> ports;
    if (const JsonArray* containers = find_array(json, {"spec", "containers"})) {
        for (const Json& container : *containers) {
            if (const JsonArray* entries = find_array(container, {"ports"})) {
                for (const Json& entry : *entries) {
                    ports.push_back(ContainerPortView{
                        text_at(entry, {"name"}),
                        find_int(entry, {"containerPort"}).value_or(0),
                        std::string{find_string(entry, {"protocol"}).value_or("TCP")},
                    });
                }
            }
        }
    }
    return ports;
}

std::int64_t count_restarts(const Json& json) {
    std::int64_t restarts = 0;
    if (const JsonArray* statuses = find_array(json, {"status", "containerStatuses"})) {
        for (const Json& status : *statuses) {
            restarts += find_int(status, {"restartCount"}).value_or(0);
        }
    }
    return restarts;
}

std::vector<TaintView> read_taints(const Json& json) {
    std::vector<TaintView> taints;
    if (const JsonArray* entries = find_array(json, {"spec", "taints"})) {
        for (const Json& entry : *entries) {
            taints.push_back(TaintView{
                text_at(entry, {"key"}),
                text_at(entry, {"value"}),
                text_at(entry, {"effect"}),
                find_time(entry, {"timeAdded"})
            });
        }
    }
    return taints;
}

}  // namespace

const kube::OwnerReference* ObjectView::controller() const {
    const auto found = std::ranges::find_if(owners, [](const kube::OwnerReference& owner) {
        return owner.controller.value_or(false);
    });
    return found == owners.end() ? nullptr : &*found;
}

std::optional<std::string_view> ObjectView::annotation(std::string_view name) const {
    const auto found = annotations.find(name);
    if (found == annotations.end()) {
        return std::nullopt;
    }
    return found->second;
}

bool ObjectView::has_finalizer(std::string_view name) const {
    return std::ranges::find(finalizers, name) != finalizers.end();
}

bool PodView::is_available(std::int64_t min_ready_seconds, WallTime now) const {
    return is_ready && (min_ready_seconds == 0 ||
                        (ready_since && *ready_since + std::chrono::seconds{min_ready_seconds} <= now));
}

Amounts read_amounts(const JsonObject& resources) {
    Amounts amounts;
    for (const auto& [name, value] : resources) {
        const std::string_view key{name.data(), name.size()};
        std::string text = text_at(value, {});
        if (const auto number = kube::whole_number(value)) {
            text = std::to_string(*number);
        }
        if (const Result<kube::Quantity> quantity = kube::Quantity::parse(text)) {
            amounts.emplace(key, key == "cpu" ? quantity->milli_value() : quantity->value());
        }
    }
    return amounts;
}

std::optional<WallTime> find_time(const Json& json, std::initializer_list<std::string_view> path) {
    const auto text = find_string(json, path);
    if (!text) {
        return std::nullopt;
    }
    const Result<WallTime> time = parse_time(*text);
    return time ? std::optional{*time} : std::nullopt;
}

const Json* find_condition(const Json& json, std::string_view type) {
    const JsonArray* conditions = find_array(json, {"status", "conditions"});
    if (conditions == nullptr) {
        return nullptr;
    }
    for (const Json& condition : *conditions) {
        if (find_string(condition, {"type"}) == type) {
            return &condition;
        }
    }
    return nullptr;
}

kube::StringMap find_strings(const Json& json, std::initializer_list<std::string_view> path) {
    kube::StringMap strings;
    if (const JsonObject* object = find_object(json, path)) {
        for (const auto& [name, value] : *object) {
            if (value.is_string()) {
                strings.emplace(
                    std::string_view{name.data(), name.size()}, kube::text_of(value.get_string())
                );
            }
        }
    }
    return strings;
}

ObjectView view_object(const Json& json) {
    ObjectView view;
    read_metadata(json, view);
    return view;
}

PodView view_pod(const Json& json) {
    PodView pod;
    read_metadata(json, pod);
    pod.phase = text_at(json, {"status", "phase"});
    pod.node = text_at(json, {"spec", "nodeName"});
    pod.ip = text_at(json, {"status", "podIP"});
    pod.host_ip = text_at(json, {"status", "hostIP"});
    pod.scheduler = text_at(json, {"spec", "schedulerName"});
    pod.restart_policy = text_at(json, {"spec", "restartPolicy"});
    if (const auto hostname = find_string(json, {"spec", "hostname"})) {
        pod.hostname = std::string{*hostname};
    }
    if (const Json* ready = find_condition(json, "Ready")) {
        pod.is_ready = find_string(*ready, {"status"}) == "True";
        if (pod.is_ready) {
            pod.ready_since = find_time(*ready, {"lastTransitionTime"});
        }
    }
    pod.restarts = count_restarts(json);
    pod.requests = pod_requests(json);
    pod.node_selector = find_strings(json, {"spec", "nodeSelector"});
    if (const Json* required = find(
            json, {"spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"}
        )) {
        pod.node_affinity = *required;
    }
    pod.tolerations = read_tolerations(json);
    pod.ports = read_ports(json);
    const JsonArray* gates = find_array(json, {"spec", "schedulingGates"});
    pod.is_gated = gates != nullptr && !gates->empty();
    return pod;
}

ReplicaSetView view_replica_set(const Json& json) {
    ReplicaSetView set;
    read_metadata(json, set);
    set.replicas = find_int(json, {"spec", "replicas"}).value_or(1);
    set.min_ready_seconds = find_int(json, {"spec", "minReadySeconds"}).value_or(0);
    if (const Json* selector = find(json, {"spec", "selector"})) {
        if (Result<kube::LabelSelector> parsed = kube::LabelSelector::from_json(*selector)) {
            set.selector = std::move(*parsed);
        }
    }
    set.template_labels = find_strings(json, {"spec", "template", "metadata", "labels"});
    if (const Json* pod_template = find(json, {"spec", "template"})) {
        set.template_fingerprint = template_fingerprint(*pod_template);
    }
    set.status_replicas = find_int(json, {"status", "replicas"}).value_or(0);
    set.status_fully_labeled = find_int(json, {"status", "fullyLabeledReplicas"}).value_or(0);
    set.status_ready = find_int(json, {"status", "readyReplicas"}).value_or(0);
    set.status_available = find_int(json, {"status", "availableReplicas"}).value_or(0);
    set.observed_generation = find_int(json, {"status", "observedGeneration"}).value_or(0);
    if (const Json* failure = find_condition(json, "ReplicaFailure");
        failure && find_string(*failure, {"status"}) == "True") {
        set.failure_reason = text_at(*failure, {"reason"});
        set.failure_message = text_at(*failure, {"message"});
    }
    return set;
}

NodeView view_node(const Json& json) {
    NodeView node;
    read_metadata(json, node);
    node.is_unschedulable = find_bool(json, {"spec", "unschedulable"}).value_or(false);
    if (const JsonArray* addresses = find_array(json, {"status", "addresses"})) {
        for (const Json& address : *addresses) {
            if (find_string(address, {"type"}) == "InternalIP") {
                node.ip = text_at(address, {"address"});
            }
        }
    }
    if (const JsonObject* allocatable = find_object(json, {"status", "allocatable"})) {
        node.allocatable = read_amounts(*allocatable);
    }
    node.taints = read_taints(json);
    if (const Json* ready = find_condition(json, "Ready")) {
        node.ready_status = text_at(*ready, {"status"});
    }
    return node;
}

}  // namespace flotilla::cluster::controllers

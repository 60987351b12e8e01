#include "flotilla/cluster/usage/running_pods.hpp"

#include <array>
#include <utility>

#include "flotilla/cluster/usage/annotated_usage.hpp"
#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster::usage {
namespace {

/// Kinds whose pods share a load, and where they are stored.
constexpr std::array kWorkloads{
    std::pair<std::string_view, std::string_view>{"Deployment", "deployments.apps"},
    std::pair<std::string_view, std::string_view>{"ReplicaSet", "replicasets.apps"},
    std::pair<std::string_view, std::string_view>{"StatefulSet", "statefulsets.apps"},
    std::pair<std::string_view, std::string_view>{"DaemonSet", "daemonsets.apps"},
    std::pair<std::string_view, std::string_view>{"ReplicationController", "replicationcontrollers"},
    std::pair<std::string_view, std::string_view>{"Job", "jobs.batch"},
};

std::string_view resource_of(std::string_view kind) {
    for (const auto& [name, resource] : kWorkloads) {
        if (name == kind) {
            return resource;
        }
    }
    return {};
}

struct Owner {
    std::string kind;
    std::string name;
};

std::optional<Owner> controller_of(const kube::Json& object) {
    if (const kube::JsonArray* owners = kube::find_array(object, {"metadata", "ownerReferences"})) {
        for (const kube::Json& owner : *owners) {
            if (kube::find_bool(owner, {"controller"}).value_or(false)) {
                return Owner{
                    std::string{kube::find_string(owner, {"kind"}).value_or("")},
                    std::string{kube::find_string(owner, {"name"}).value_or("")}
                };
            }
        }
    }
    return std::nullopt;
}

template <class Source>
std::map<std::string, std::string, std::less<>> load_annotations(const Source& annotation) {
    std::map<std::string, std::string, std::less<>> found;
    for (const std::string_view key : {kCpuLoadAnnotation, kCpuUsageAnnotation, kMemoryUsageAnnotation}) {
        if (auto value = annotation(key)) {
            found.emplace(std::string{key}, std::string{*value});
        }
    }
    return found;
}

bool is_ready(const kube::Json& pod) {
    if (const kube::JsonArray* conditions = kube::find_array(pod, {"status", "conditions"})) {
        for (const kube::Json& condition : *conditions) {
            if (kube::find_string(condition, {"type"}) == "Ready") {
                return kube::find_string(condition, {"status"}) == "True";
            }
        }
    }
    return false;
}

/// When its containers began to run: the last of them, or the pod where that is not known.
WallTime started(const kube::Json& pod) {
    WallTime when =
        parse_time(kube::find_string(pod, {"status", "startTime"}).value_or("")).value_or(WallTime{});
    if (const kube::JsonArray* statuses = kube::find_array(pod, {"status", "containerStatuses"})) {
        for (const kube::Json& status : *statuses) {
            const auto at =
                parse_time(kube::find_string(status, {"state", "running", "startedAt"}).value_or(""));
            when = at ? std::max(when, *at) : when;
        }
    }
    return when;
}

std::vector<model::RunningContainer> containers_of(const kube::Json& pod) {
    std::vector<model::RunningContainer> containers;
    if (const kube::JsonArray* specs = kube::find_array(pod, {"spec", "containers"})) {
        for (const kube::Json& spec : *specs) {
            model::RunningContainer& container = containers.emplace_back();
            container.name = kube::find_string(spec, {"name"}).value_or("");
            const auto limit =
                kube::Quantity::parse(kube::find_string(spec, {"resources", "limits", "cpu"}).value_or(""));
            if (limit) {
                container.cpu_limit = model::Millicores{limit->milli_value()};
            }
        }
    }
    return containers;
}

}  // namespace

RunningPods::RunningPods(Store& store) : store_{store}, pods_{store.collection("pods")} {}

void RunningPods::find_owner(const kube::Json& pod, Known& known) const {
    std::optional<Owner> owner = controller_of(pod);
    if (owner && owner->kind == "ReplicaSet") {
        const Collection& sets = store_.collection("replicasets.apps");
        if (const ObjectPtr set = sets.find(known.pod.namespace_, owner->name)) {
            if (auto above = controller_of(set->parsed())) {
                owner = std::move(above);
            }
        }
    }
    known.workload_kind = owner ? owner->kind : "";
    known.workload_name = owner ? owner->name : "";
}

void RunningPods::parse(const kube::EncodedObject& object, Known& known) const {
    const kube::Json json = object.parsed();
    known.resource_version = object.resource_version();
    model::RunningPod& pod = known.pod;
    pod.namespace_ = object.namespace_();
    pod.name = object.name();
    pod.uid = object.uid();
    pod.node = kube::find_string(json, {"spec", "nodeName"}).value_or("");
    pod.is_ready = is_ready(json);
    pod.started = started(json);
    pod.containers = containers_of(json);
    pod.annotations = load_annotations([&](std::string_view key) { return object.annotation(key); });
    known.is_running = kube::find_string(json, {"status", "phase"}) == "Running" && !pod.node.empty();
    find_owner(json, known);
}

std::optional<model::Workload> RunningPods::workload_of(const Known& known) const {
    const std::string_view resource = resource_of(known.workload_kind);
    if (resource.empty()) {
        return std::nullopt;
    }
    const ObjectPtr object = store_.collection(resource).find(known.pod.namespace_, known.workload_name);
    if (!object) {
        return std::nullopt;
    }
    model::Workload workload;
    workload.name = fmt::format("{}/{}", resource, known.workload_name);
    workload.annotations = load_annotations([&](std::string_view key) { return object->annotation(key); });
    if (!workload.annotations.empty()) {
        const kube::Json json = object->parsed();
        const auto created =
            parse_time(kube::find_string(json, {"metadata", "creationTimestamp"}).value_or(""));
        workload.created = created.value_or(WallTime{});
    }
    return workload;
}

const std::vector<model::RunningPod>& RunningPods::read() {
    running_.clear();
    std::map<std::string, Known> known_now;
    const auto visited = pods_.visit(Range{}, [&](const ObjectPtr& object) {
        auto node = known_.extract(std::string{object->uid()});
        Known known = node ? std::move(node.mapped()) : Known{};
        if (known.resource_version != object->resource_version()) {
            known = Known{};
            parse(*object, known);
        }
        if (known.is_running) {
            running_.push_back(known.pod);
            running_.back().workload = workload_of(known);
        }
        known_now.emplace(std::string{object->uid()}, std::move(known));
        return true;
    });
    FLOTILLA_ASSERT(visited.has_value());  // the present state never expires
    known_ = std::move(known_now);
    return running_;
}

}  // namespace flotilla::cluster::usage

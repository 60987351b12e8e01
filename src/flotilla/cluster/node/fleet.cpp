#include "flotilla/cluster/node/fleet.hpp"

#include "flotilla/cluster/controllers/engine/conditions.hpp"
#include "flotilla/cluster/node/kubelet.hpp"

namespace flotilla::cluster::node {
namespace {

using controllers::Change;
using controllers::Instant;
using controllers::NodeView;
using controllers::Plan;
using kube::Json;
using kube::JsonArray;
using kube::JsonObject;

constexpr std::string_view kLeaseNamespace = "kube-node-lease";
constexpr std::int64_t kLeaseSeconds = 40;

std::string host_ip(std::int64_t number) {
    return fmt::format("172.18.{}.{}", number / 250, number % 250 + 2);
}

std::string pod_network(std::int64_t number) {
    return fmt::format("10.{}.{}.", 244 + number / 256, number % 256);
}

Json heartbeat_lease(const NodeView& node, Instant now) {
    JsonObject owner{{"apiVersion", "v1"}, {"kind", "Node"}, {"name", node.key.name}, {"uid", node.uid}};
    JsonObject metadata{
        {"name", node.key.name},
        {"namespace", kLeaseNamespace},
        {"ownerReferences", JsonArray{std::move(owner)}}
    };
    JsonObject spec{
        {"holderIdentity", node.key.name},
        {"leaseDurationSeconds", kLeaseSeconds},
        {"renewTime", format_micro_time(now.wall)},
    };
    return JsonObject{
        {"apiVersion", "coordination.k8s.io/v1"},
        {"kind", "Lease"},
        {"metadata", std::move(metadata)},
        {"spec", std::move(spec)}
    };
}

}  // namespace

std::string pod_network_of(const NodeView& node) {
    const auto text = node.annotation(kSimulatedAnnotation).value_or("");
    return std::string{text};
}

Json node_object(const NodeOptions& options, std::int64_t number) {
    const std::string name = options.name_prefix + std::to_string(number + 1);
    JsonObject labels{
        {"kubernetes.io/hostname", name},
        {"kubernetes.io/os", "linux"},
        {"kubernetes.io/arch", "amd64"},
        {"beta.kubernetes.io/os", "linux"},
        {"beta.kubernetes.io/arch", "amd64"},
    };
    JsonObject annotations{{kSimulatedAnnotation, pod_network(number)}};
    JsonObject metadata{
        {"name", name}, {"labels", std::move(labels)}, {"annotations", std::move(annotations)}
    };
    const std::string cidr = pod_network(number) + "0/24";
    JsonObject spec{{"podCIDR", cidr}, {"podCIDRs", JsonArray{cidr}}, {"providerID", "flotilla://" + name}};
    return JsonObject{
        {"apiVersion", "v1"}, {"kind", "Node"}, {"metadata", std::move(metadata)}, {"spec", std::move(spec)}
    };
}

Json node_status(const NodeOptions& options, std::int64_t number, const Json& node, WallTime now) {
    JsonArray conditions = controllers::conditions_of(node);
    struct Pressure {
        const char* type;
        const char* reason;
        const char* message;
    };
    for (const Pressure& each :
         {Pressure{"MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"},
          Pressure{"DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"},
          Pressure{"PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"}}) {
        controllers::set_condition(conditions, {each.type, "False", each.reason, each.message}, now);
    }
    controllers::set_condition(
        conditions, {"Ready", "True", "KubeletReady", "kubelet is posting ready status"}, now
    );
    for (Json& condition : conditions) {
        kube::place(condition, {"lastHeartbeatTime"}) = format_time(now);
    }
    JsonObject capacity{
        {"cpu", options.cpu},
        {"memory", options.memory},
        {"pods", std::to_string(options.pods)},
        {"ephemeral-storage", "100Gi"}
    };
    const std::string name{kube::find_string(node, {"metadata", "name"}).value_or("")};
    JsonObject info{
        {"architecture", "amd64"},
        {"operatingSystem", "linux"},
        {"osImage", "Flotilla simulated node"},
        {"kernelVersion", "6.1.0-simulated"},
        {"containerRuntimeVersion", "simulated://1"},
        {"kubeletVersion", options.kubelet_version},
        {"kubeProxyVersion", ""},
        {"machineID", name},
        {"systemUUID", name},
        {"bootID", name},
    };
    return JsonObject{
        {"capacity", capacity},
        {"allocatable", std::move(capacity)},
        {"conditions", std::move(conditions)},
        {"addresses",
         JsonArray{
             JsonObject{{"type", "InternalIP"}, {"address", host_ip(number)}},
             JsonObject{{"type", "Hostname"}, {"address", name}},
         }},
        {"nodeInfo", std::move(info)},
        {"daemonEndpoints", JsonObject{{"kubeletEndpoint", JsonObject{{"Port", 10250}}}}},
    };
}

void FleetPlanner::start(controllers::World& world, Enqueue enqueue) {
    world_ = &world;
    for (std::int64_t number = 0; number < options_.count; ++number) {
        const std::string name = options_.name_prefix + std::to_string(number + 1);
        numbers_.emplace(name, number);
        enqueue({"", name}, Duration{0});
    }
    world.nodes.on_change([this, enqueue](const NodeView* before, const NodeView* after) {
        const NodeView& node = *(after != nullptr ? after : before);
        if (numbers_.contains(node.key.name)) {
            enqueue(node.key, Duration{0});
        }
    });
}

Plan FleetPlanner::plan(const kube::ObjectKey& key, Instant now) {
    Plan plan;
    const std::int64_t number = numbers_.at(key.name);
    const auto node = world_->nodes.find(key);
    if (!node) {
        if (next_beat_.erase(key.name) ==
            0) {  // one that was deleted stays away, as when a machine is taken off
            plan.changes.push_back(
                controllers::create(controllers::nodes_type(), "", node_object(options_, number))
            );
            next_beat_[key.name] = now.mono;
        }
        return plan;
    }
    if (!is_alive(node->view)) {
        return plan;
    }
    if (node->view.ready_status != "True") {
        const Json status = node_status(options_, number, node->object->parsed(), now.wall);
        plan.changes.push_back(controllers::patch_status(controllers::nodes_type(), key, status));
    }
    plan_heartbeat(node->view, now, plan);
    return plan;
}

void FleetPlanner::plan_heartbeat(const NodeView& node, Instant now, Plan& plan) {
    TimePoint& next = next_beat_[node.key.name];
    if (next <= now.mono) {
        const kube::ObjectKey lease{std::string{kLeaseNamespace}, node.key.name};
        if (world_->leases.find(lease)) {
            JsonObject spec{{"renewTime", format_micro_time(now.wall)}};
            plan.changes.push_back(
                controllers::patch(controllers::leases_type(), lease, JsonObject{{"spec", std::move(spec)}})
            );
        } else {
            plan.changes.push_back(
                controllers::create(controllers::leases_type(), lease.namespace_, heartbeat_lease(node, now))
            );
        }
        next = now.mono + options_.heartbeat;
    }
    plan.recheck_after(next - now.mono);
}

}  // namespace flotilla::cluster::node

#include "flotilla/cluster/controllers/node_lifecycle/planner.hpp"

#include <algorithm>

#include "flotilla/cluster/controllers/engine/conditions.hpp"
#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"
#include "flotilla/cluster/controllers/scheduler/fit.hpp"

namespace flotilla::cluster::controllers {
namespace {

using kube::Json;
using kube::JsonArray;
using kube::JsonObject;

constexpr std::string_view kLeaseNamespace = "kube-node-lease";
constexpr std::string_view kNotReady = "node.kubernetes.io/not-ready";
constexpr std::string_view kUnreachable = "node.kubernetes.io/unreachable";
constexpr std::string_view kUnschedulable = "node.kubernetes.io/unschedulable";

/// What admission gives pods that say nothing about lost nodes; those that came around it are treated alike.
constexpr Duration kDefaultPatience = std::chrono::minutes{5};

bool is_managed(const TaintView& taint) {
    return taint.key == kNotReady || taint.key == kUnreachable ||
           (taint.key == kUnschedulable && taint.effect == "NoSchedule");
}

Json taint_json(const TaintView& taint) {
    JsonObject json{{"key", taint.key}, {"effect", taint.effect}};
    if (!taint.value.empty()) {
        json["value"] = taint.value;
    }
    if (taint.added) {
        json["timeAdded"] = format_time(*taint.added);
    }
    return json;
}

/// How long the pod stays on the node: nothing means for ever.
std::optional<WallTime> leaves_at(const PodView& pod, const std::vector<TaintView>& taints, WallTime now) {
    std::optional<WallTime> earliest;
    const auto leave_by = [&earliest](WallTime when) {
        earliest = earliest ? std::min(*earliest, when) : when;
    };
    for (const TaintView& taint : taints) {
        if (taint.effect != "NoExecute") {
            continue;
        }
        if (!tolerates(pod, taint)) {
            leave_by(is_managed(taint) ? taint.added.value_or(now) + kDefaultPatience : now);
            continue;
        }
        std::optional<std::int64_t> patience;
        for (const TolerationView& toleration : pod.tolerations) {
            const bool is_for = (toleration.key == taint.key || toleration.key.empty()) &&
                                (toleration.effect.empty() || toleration.effect == taint.effect);
            if (is_for && toleration.seconds) {
                patience = patience ? std::min(*patience, *toleration.seconds) : *toleration.seconds;
            }
        }
        if (patience) {
            leave_by(taint.added.value_or(now) + std::chrono::seconds{std::max<std::int64_t>(0, *patience)});
        }
    }
    return earliest;
}

}  // namespace

void NodeLifecyclePlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.nodes.on_change([enqueue](const NodeView* before, const NodeView* after) {
        enqueue((after != nullptr ? after : before)->key, Duration{0});
    });
    world.leases.on_change([this, enqueue](const DocumentView* /*before*/, const DocumentView* after) {
        if (after == nullptr || after->key.namespace_ != kLeaseNamespace) {
            return;
        }
        const auto node = world_->nodes.find({"", after->key.name});
        if (node && node->view.ready_status != "True") {
            enqueue(
                {"", after->key.name}, Duration{0}
            );  // it speaks again; others are looked at when their time is up
        }
    });
    world.pods.on_change([this, enqueue](const PodView* before, const PodView* after) {
        if (after == nullptr || after->node.empty() || (before != nullptr && before->node == after->node)) {
            return;
        }
        const auto node = world_->nodes.find({"", after->node});
        if (node && !node->view.taints.empty()) {
            enqueue(node->view.key, Duration{0});
        }
    });
}

NodeLifecyclePlanner::Health NodeLifecyclePlanner::health_of(const NodeView& node, Instant now, Plan& plan) {
    const auto lease = world_->leases.find({std::string{kLeaseNamespace}, node.key.name});
    std::string renewed =
        lease ? std::string{kube::find_string(lease->view.json, {"spec", "renewTime"}).value_or("")} : "";
    auto [heartbeat, is_new] = heartbeats_.try_emplace(node.key.name, Heartbeat{renewed, now.mono});
    if (heartbeat->second.renewed != renewed) {
        heartbeat->second = Heartbeat{std::move(renewed), now.mono};
    }
    const TimePoint silent_at = heartbeat->second.seen + grace_;
    Health health;
    health.is_silent = silent_at <= now.mono;
    health.is_not_ready = node.ready_status == "False" || node.ready_status.empty();
    if (!health.is_silent) {
        plan.recheck_after(silent_at - now.mono);
    }
    return health;
}

Plan NodeLifecyclePlanner::plan(const kube::ObjectKey& key, Instant now) {
    const auto node = world_->nodes.find(key);
    if (!node) {
        heartbeats_.erase(key.name);
        return {};
    }
    Plan plan;
    const Health health = health_of(node->view, now, plan);
    if (health.is_silent && node->view.ready_status != "Unknown") {
        plan_conditions(node->view, node->object->parsed(), now, plan);
        return plan;  // the taints follow with the change that this makes
    }
    plan_taints(node->view, health, now, plan);
    if (plan.changes.empty()) {
        plan_evictions(node->view, now, plan);
    }
    return plan;
}

void NodeLifecyclePlanner::plan_conditions(const NodeView& node, const Json& json, Instant now, Plan& plan)
    const {
    JsonArray conditions = conditions_of(json);
    for (const char* type : {"Ready", "MemoryPressure", "DiskPressure", "PIDPressure"}) {
        set_condition(
            conditions,
            {type, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."},
            now.wall
        );
    }
    plan.changes.push_back(
        patch_status(nodes_type(), node.key, JsonObject{{"conditions", std::move(conditions)}})
    );
    plan.notes.push_back(Note{
        nodes_type(),
        node.key,
        node.uid,
        false,
        "NodeNotReady",
        fmt::format("Node {} status is now: NodeNotReady", node.key.name)
    });
    for (const auto& pod : world_->pods_on(node.key.name)) {
        if (!pod->view.is_ready) {
            continue;
        }
        JsonArray pod_conditions = conditions_of(pod->object->parsed());
        set_condition(pod_conditions, {"Ready", "False", "", ""}, now.wall);
        plan.changes.push_back(
            patch_status(pods_type(), pod->view.key, JsonObject{{"conditions", std::move(pod_conditions)}})
        );
    }
}

void NodeLifecyclePlanner::plan_taints(const NodeView& node, Health health, Instant now, Plan& plan) const {
    std::vector<TaintView> wanted;
    const auto want = [&](std::string_view key, std::string_view effect) {
        const auto present = std::ranges::find_if(node.taints, [&](const TaintView& taint) {
            return taint.key == key && taint.effect == effect;
        });
        wanted.push_back(
            present != node.taints.end() ? *present
                                         : TaintView{std::string{key}, "", std::string{effect}, now.wall}
        );
    };
    if (node.is_unschedulable) {
        want(kUnschedulable, "NoSchedule");
    }
    if (health.is_silent || health.is_not_ready || node.ready_status == "Unknown") {
        const std::string_view key = health.is_not_ready ? kNotReady : kUnreachable;
        want(key, "NoSchedule");
        if (!node.ready_status.empty()) {  // a node that never said anything has nothing to lose yet
            want(key, "NoExecute");
        }
    }
    const auto same = [](const TaintView& a, const TaintView& b) {
        return a.key == b.key && a.effect == b.effect;
    };
    JsonArray taints;
    std::size_t managed = 0;
    bool is_right = true;
    for (const TaintView& taint : node.taints) {
        if (!is_managed(taint)) {
            taints.push_back(taint_json(taint));
            continue;
        }
        ++managed;
        is_right =
            is_right && std::ranges::any_of(wanted, [&](const TaintView& each) { return same(each, taint); });
    }
    if (is_right && managed == wanted.size()) {
        return;
    }
    for (const TaintView& taint : wanted) {
        taints.push_back(taint_json(taint));
    }
    JsonObject spec{{"taints", taints.empty() ? Json(nullptr) : Json(std::move(taints))}};
    plan.changes.push_back(patch(nodes_type(), node.key, JsonObject{{"spec", std::move(spec)}}));
}

void NodeLifecyclePlanner::plan_evictions(const NodeView& node, Instant now, Plan& plan) const {
    if (std::ranges::none_of(node.taints, [](const TaintView& taint) {
            return taint.effect == "NoExecute";
        })) {
        return;
    }
    for (const auto& pod : world_->pods_on(node.key.name)) {
        if (pod->view.is_deleting()) {
            continue;
        }
        const auto when = leaves_at(pod->view, node.taints, now.wall);
        if (!when) {
            continue;
        }
        if (*when > now.wall) {
            plan.recheck_after(*when - now.wall);
            continue;
        }
        plan.changes.push_back(remove(pods_type(), pod->view.key, pod->view.uid));
        plan.notes.push_back(Note{
            pods_type(),
            pod->view.key,
            pod->view.uid,
            false,
            "TaintManagerEviction",
            fmt::format("Marking for deletion Pod {}", to_string(pod->view.key))
        });
    }
}

}  // namespace flotilla::cluster::controllers

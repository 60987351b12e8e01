#include "flotilla/cluster/controllers/daemonset/planner.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "flotilla/cluster/controllers/deployment/pod_template.hpp"
#include "flotilla/cluster/controllers/engine/pod_from_template.hpp"
#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"
#include "flotilla/cluster/controllers/scheduler/fit.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr Duration kCoalesce = std::chrono::milliseconds{10};
constexpr std::string_view kRevision = "controller-revision-hash";

/// What a daemon bears wherever it is: the states of a node that others flee from.
void add_tolerations(kube::Json& pod) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kBorne{{
        {"node.kubernetes.io/not-ready", "NoExecute"},
        {"node.kubernetes.io/unreachable", "NoExecute"},
        {"node.kubernetes.io/disk-pressure", "NoSchedule"},
        {"node.kubernetes.io/memory-pressure", "NoSchedule"},
        {"node.kubernetes.io/pid-pressure", "NoSchedule"},
        {"node.kubernetes.io/unschedulable", "NoSchedule"},
    }};
    kube::Json& tolerations = kube::place(pod, {"spec", "tolerations"});
    if (!tolerations.is_array()) {
        tolerations = kube::JsonArray{};
    }
    for (const auto& [key, effect] : kBorne) {
        kube::JsonObject toleration;
        toleration["key"] = key;
        toleration["operator"] = "Exists";
        toleration["effect"] = effect;
        tolerations.as_array().emplace_back(std::move(toleration));
    }
}

bool fits(const PodView& pod, const NodeView& node) {
    return matches_node(pod, node) && std::ranges::all_of(node.taints, [&pod](const TaintView& taint) {
               const bool keeps_away = taint.effect == "NoSchedule" || taint.effect == "NoExecute";
               const bool is_state =
                   taint.key == "node.kubernetes.io/not-ready";  // of a node that has just come
               return !keeps_away || is_state || tolerates(pod, taint);
           });
}

/// A count, or a percentage of `total` rounded up; at least one.
std::int64_t most_unavailable(const kube::Json& set, std::int64_t total) {
    const kube::Json* value = kube::find(set, {"spec", "updateStrategy", "rollingUpdate", "maxUnavailable"});
    if (value == nullptr) {
        return 1;
    }
    if (const auto number = kube::whole_number(*value)) {
        return std::max<std::int64_t>(*number, 1);
    }
    std::int64_t percent = 0;
    const std::string_view text = kube::find_string(*value, {}).value_or("");
    std::from_chars(text.data(), text.data() + text.size(), percent);
    constexpr std::int64_t kWhole = 100;
    return std::max<std::int64_t>((percent * total + kWhole - 1) / kWhole, 1);
}

}  // namespace

/// One look at one DaemonSet.
struct DaemonSetPlanner::Round {
    SeenPtr<DocumentView> set;
    std::string revision;
    Instant now;
    std::map<std::string, SeenPtr<PodView>> wanted;  // by node; null where there is none yet
    std::int64_t misscheduled = 0;
    Plan plan;

    [[nodiscard]] const kube::Json& json() const { return set->view.json; }
    [[nodiscard]] bool is_current(const PodView& pod) const {
        const auto label = pod.labels.find(kRevision);
        return label != pod.labels.end() && label->second == revision;
    }
    [[nodiscard]] bool is_available(const PodView& pod) const {
        return !pod.is_deleting() &&
               pod.is_available(kube::find_int(json(), {"spec", "minReadySeconds"}).value_or(0), now.wall);
    }
    void take(const PodView& pod) {
        plan.changes.push_back(remove(pods_type(), pod.key, pod.uid));
        plan.notes.push_back(Note{
            daemon_sets_type(),
            set->view.key,
            set->view.uid,
            false,
            "SuccessfulDelete",
            "Deleted pod: " + pod.key.name
        });
    }
};

void DaemonSetPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.daemon_sets.on_change([enqueue](const DocumentView* before, const DocumentView* after) {
        enqueue((after != nullptr ? after : before)->key, Duration{0});
    });
    world.pods.on_change([enqueue](const PodView* before, const PodView* after) {
        const PodView& pod = *(after != nullptr ? after : before);
        const kube::OwnerReference* owner = pod.controller();
        if (owner != nullptr && owner->kind == "DaemonSet") {
            enqueue({pod.key.namespace_, owner->name}, kCoalesce);
        }
    });
    world.nodes.on_change([&world, enqueue](const NodeView* before, const NodeView* after) {
        if (before != nullptr && after != nullptr && before->labels == after->labels &&
            before->taints.size() == after->taints.size()) {
            return;  // a heartbeat
        }
        for (const auto& set : world.daemon_sets.objects().list()) {
            enqueue(set->view.key, kCoalesce);
        }
    });
}

Plan DaemonSetPlanner::plan(const kube::ObjectKey& key, Instant now) {
    const auto set = world_->daemon_sets.find(key);
    const kube::Json* pod_template = set ? kube::find(set->view.json, {"spec", "template"}) : nullptr;
    if (pod_template == nullptr || set->view.is_deleting()) {
        return {};
    }
    Round round{set, template_hash(*pod_template, 0), now, {}, 0, {}};
    kube::Json made = pod_from_template(*pod_template, daemon_sets_type(), set->view);
    add_tolerations(made);
    kube::place(made, {"metadata", "labels", kRevision}) = round.revision;
    const PodView shape = view_pod(made);
    for (const auto& node : world_->nodes.objects().list()) {
        if (fits(shape, node->view)) {
            round.wanted.emplace(node->view.key.name, nullptr);
        }
    }
    for (const auto& pod : world_->pods_of(set->view.uid)) {
        const auto place = round.wanted.find(pod->view.node);
        const bool has_ended = pod->view.phase == "Failed" || pod->view.phase == "Succeeded";
        if (place != round.wanted.end() && !place->second && !has_ended) {
            place->second = pod;
        } else if (!pod->view.is_deleting()) {
            round.misscheduled += place == round.wanted.end() ? 1 : 0;
            round.take(pod->view);
        }
    }
    for (const auto& [node, pod] : round.wanted) {
        if (!pod) {
            kube::Json one = made;
            kube::place(one, {"spec", "nodeName"}) = node;
            round.plan.changes.push_back(create(pods_type(), key.namespace_, std::move(one)));
            round.plan.changes.back().note =
                Note{daemon_sets_type(), key, set->view.uid, false, "SuccessfulCreate", "Created pod: "};
        }
    }
    replace_old(round);
    write_status(round);
    return std::move(round.plan);
}

void DaemonSetPlanner::replace_old(Round& round) {
    const auto type = kube::find_string(round.json(), {"spec", "updateStrategy", "type"});
    if (type == std::string_view{"OnDelete"}) {
        return;
    }
    std::int64_t allowed = most_unavailable(round.json(), static_cast<std::int64_t>(round.wanted.size()));
    for (const auto& [node, pod] : round.wanted) {
        allowed -= pod && round.is_available(pod->view) ? 0 : 1;
    }
    for (const auto& [node, pod] : round.wanted) {
        if (!pod || pod->view.is_deleting() || round.is_current(pod->view)) {
            continue;
        }
        const bool costs = round.is_available(pod->view);
        if (costs && allowed <= 0) {
            continue;
        }
        allowed -= costs ? 1 : 0;
        round.take(pod->view);
    }
}

void DaemonSetPlanner::write_status(Round& round) {
    std::int64_t scheduled = 0;
    std::int64_t ready = 0;
    std::int64_t available = 0;
    std::int64_t updated = 0;
    for (const auto& [node, pod] : round.wanted) {
        if (!pod) {
            continue;
        }
        ++scheduled;
        ready += pod->view.is_ready ? 1 : 0;
        available += round.is_available(pod->view) ? 1 : 0;
        updated += round.is_current(pod->view) && !pod->view.is_deleting() ? 1 : 0;
        if (pod->view.ready_since && !round.is_available(pod->view)) {
            round.plan.recheck_after(std::chrono::seconds{1});
        }
    }
    const auto desired = static_cast<std::int64_t>(round.wanted.size());
    const auto some = [](std::int64_t value) { return value != 0 ? kube::Json(value) : kube::Json(nullptr); };
    const kube::JsonObject status{
        {"observedGeneration", round.set->view.generation},
        {"desiredNumberScheduled", desired},
        {"currentNumberScheduled", scheduled},
        {"numberMisscheduled", round.misscheduled},
        {"numberReady", ready},
        {"numberAvailable", some(available)},
        {"numberUnavailable", some(desired - available)},
        {"updatedNumberScheduled", some(updated)},
    };
    write_status_if_changed(round.plan, daemon_sets_type(), round.set->view.key, round.json(), status);
}

}  // namespace flotilla::cluster::controllers

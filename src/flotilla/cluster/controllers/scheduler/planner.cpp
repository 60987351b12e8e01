#include "flotilla/cluster/controllers/scheduler/planner.hpp"

#include "flotilla/cluster/controllers/engine/conditions.hpp"
#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"

namespace flotilla::cluster::controllers {

bool SchedulerPlanner::occupies(const PodView& pod) {
    return !pod.node.empty() && pod.phase != "Succeeded" && pod.phase != "Failed";
}

void SchedulerPlanner::count(const std::string& node, const Amounts& requests, int sign) {
    NodeUse& use = use_[node];
    use.pods += sign;
    for (const auto& [name, amount] : requests) {
        use.requests[name] += sign * amount;
    }
}

void SchedulerPlanner::track(const PodView* before, const PodView* after) {
    if (after == nullptr || !after->node.empty()) {
        forget_assumed((after != nullptr ? after : before)->key);
    }
    if (before != nullptr && occupies(*before)) {
        count(before->node, before->requests, -1);
    }
    if (after != nullptr && occupies(*after)) {
        count(after->node, after->requests, 1);
    }
}

void SchedulerPlanner::assume(const PodView& pod, const std::string& node) {
    assumed_[pod.key] = Assumed{node, pod.requests};
    count(node, pod.requests, 1);
}

void SchedulerPlanner::forget_assumed(const kube::ObjectKey& key) {
    const auto found = assumed_.find(key);
    if (found != assumed_.end()) {
        count(found->second.node, found->second.requests, -1);
        assumed_.erase(found);
    }
}

void SchedulerPlanner::refused(const kube::ObjectKey& key, const Change& change, const Error& /*error*/) {
    if (change.verb == Change::Verb::Bind) {
        forget_assumed(key);
    }
}

void SchedulerPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    enqueue_ = std::move(enqueue);
    const auto retry_waiting = [this] {
        for (const kube::ObjectKey& key : waiting_) {
            enqueue_(key, Duration{0});
        }
    };
    world.pods.on_change([this, retry_waiting](const PodView* before, const PodView* after) {
        track(before, after);
        if (after != nullptr && after->node.empty() && !after->is_deleting() &&
            !waiting_.contains(after->key)) {
            enqueue_(after->key, Duration{0});
        }
        if (after == nullptr) {
            waiting_.erase(before->key);
        }
        const bool had_place = before != nullptr && occupies(*before);
        if (had_place && (after == nullptr || !occupies(*after))) {
            retry_waiting();
        }
    });
    world.nodes.on_change([retry_waiting](const NodeView* before, const NodeView* after) {
        const bool offers_more =
            after != nullptr &&
            (before == nullptr || before->is_unschedulable != after->is_unschedulable ||
             before->labels != after->labels || before->allocatable != after->allocatable ||
             before->taints.size() != after->taints.size());
        if (offers_more) {
            retry_waiting();
        }
    });
}

Plan SchedulerPlanner::plan(const kube::ObjectKey& key, Instant now) {
    const auto pod = world_->pods.find(key);
    if (!pod || !pod->view.node.empty() || !pod->view.is_active() || pod->view.is_gated ||
        pod->view.scheduler != "default-scheduler" || assumed_.contains(key)) {
        waiting_.erase(key);
        return {};
    }
    const NodeView* best = nullptr;
    double best_score = -1;
    std::vector<std::vector<std::string>> reasons;
    static const NodeUse kUnused;
    world_->nodes.objects().for_each([&](const SeenPtr<NodeView>& node) {
        const auto found = use_.find(node->view.key.name);
        const NodeUse& use = found == use_.end() ? kUnused : found->second;
        reasons.push_back(reasons_against(pod->view, node->view, use));
        if (!reasons.back().empty()) {
            return;
        }
        const double score = least_allocated_score(pod->view, node->view, use);
        if (score > best_score) {  // nodes come by name, so the first of equals stays
            best = &node->view;
            best_score = score;
        }
    });
    if (best == nullptr) {
        waiting_.insert(key);
        return refuse(pod->view, pod->object->parsed(), explain_unschedulable(reasons), now.wall);
    }
    waiting_.erase(key);
    assume(pod->view, best->key.name);
    Plan plan;
    Change bind;
    bind.verb = Change::Verb::Bind;
    bind.type = pods_type();
    bind.key = key;
    bind.uid = pod->view.uid;
    bind.body = best->key.name;
    plan.changes.push_back(std::move(bind));
    plan.notes.push_back(Note{
        pods_type(),
        key,
        pod->view.uid,
        false,
        "Scheduled",
        fmt::format("Successfully assigned {} to {}", to_string(key), best->key.name)
    });
    return plan;
}

Plan SchedulerPlanner::refuse(
    const PodView& pod, const kube::Json& json, const std::string& why, WallTime now
) {
    Plan plan;
    kube::JsonArray conditions = conditions_of(json);
    set_condition(conditions, {"PodScheduled", "False", "Unschedulable", why}, now);
    const kube::JsonObject status{{"conditions", std::move(conditions)}};
    write_status_if_changed(plan, pods_type(), pod.key, json, status);
    if (!plan.changes.empty()) {  // once for each new reason
        plan.notes.push_back(Note{pods_type(), pod.key, pod.uid, true, "FailedScheduling", why});
    }
    return plan;
}

}  // namespace flotilla::cluster::controllers

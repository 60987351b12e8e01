#include "flotilla/cluster/controllers/replicaset/planner.hpp"

#include <algorithm>
#include <charconv>

#include "flotilla/cluster/controllers/engine/conditions.hpp"
#include "flotilla/cluster/controllers/engine/ownership.hpp"
#include "flotilla/cluster/controllers/engine/pod_from_template.hpp"
#include "flotilla/cluster/controllers/replicaset/victims.hpp"

namespace flotilla::cluster::controllers {
namespace {

using PodPtr = SeenPtr<PodView>;

/// Status changes of several pods within this time lead to one write.
constexpr Duration kCoalesce = std::chrono::milliseconds{10};
/// Pods made or deleted in one round; what is missing comes in the next.
constexpr std::int64_t kBurst = 500;

std::int64_t deletion_cost(const PodView& pod) {
    std::int64_t cost = 0;
    if (const auto text = pod.annotation("controller.kubernetes.io/pod-deletion-cost")) {
        std::from_chars(text->data(), text->data() + text->size(), cost);
    }
    return cost;
}

Candidate candidate(const PodView& pod, const std::map<std::string, std::int64_t>& crowds) {
    Candidate result;
    result.name = pod.key.name;
    result.uid = pod.uid;
    result.node = pod.node;
    result.phase = pod.phase == "Running"   ? Candidate::Phase::Running
                   : pod.phase == "Pending" ? Candidate::Phase::Pending
                                            : Candidate::Phase::Unknown;
    result.ready_since = pod.ready_since;
    result.deletion_cost = deletion_cost(pod);
    const auto crowd = crowds.find(pod.node);
    result.crowd = crowd == crowds.end() ? 0 : crowd->second;
    result.restarts = pod.restarts;
    result.created = pod.created;
    return result;
}

/// Whether a pod's change matters to its ReplicaSet at all: bindings and pulls don't.
bool is_relevant(const PodView* before, const PodView* after) {
    return before == nullptr || after == nullptr || before->is_ready != after->is_ready ||
           before->labels != after->labels || before->is_active() != after->is_active() ||
           before->owners != after->owners;
}

}  // namespace

/// One look at one ReplicaSet.
struct ReplicaSetPlanner::Round {
    SeenPtr<ReplicaSetView> set;
    std::vector<PodPtr> active;
    Instant now;
    Plan plan;

    [[nodiscard]] const ReplicaSetView& view() const { return set->view; }
    void note(bool is_warning, std::string reason, std::string message) {
        plan.notes.push_back(Note{
            replica_sets_type(), view().key, view().uid, is_warning, std::move(reason), std::move(message)
        });
    }
};

void ReplicaSetPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.replica_sets.on_change([enqueue](const ReplicaSetView* before, const ReplicaSetView* after) {
        const ReplicaSetView& set = *(after != nullptr ? after : before);
        enqueue(set.key, Duration{0});
    });
    world.pods.on_change([&world, enqueue](const PodView* before, const PodView* after) {
        if (!is_relevant(before, after)) {
            return;
        }
        const PodView& pod = *(after != nullptr ? after : before);
        if (const kube::OwnerReference* owner = pod.controller()) {
            if (owner->kind == "ReplicaSet") {
                enqueue({pod.key.namespace_, owner->name}, kCoalesce);
            }
        } else {
            for (const auto& set : world.replica_sets.objects().list(pod.key.namespace_)) {
                if (set->view.selector && set->view.selector->matches(pod.labels)) {
                    enqueue(set->view.key, kCoalesce);
                }
            }
        }
        if (before != nullptr && after != nullptr && before->owners != after->owners) {
            if (const kube::OwnerReference* former = before->controller()) {
                enqueue({pod.key.namespace_, former->name}, kCoalesce);
            }
        }
    });
}

Plan ReplicaSetPlanner::plan(const kube::ObjectKey& key, Instant now) {
    Round round{world_->replica_sets.find(key), {}, now, {}};
    if (!round.set || !round.view().selector) {
        failures_.erase(key);
        return {};
    }
    if (claim_pods(round)) {
        return std::move(round.plan);
    }
    const std::int64_t surplus = static_cast<std::int64_t>(round.active.size()) - round.view().replicas;
    if (!round.view().is_deleting()) {
        if (surplus < 0) {
            plan_more(round, -surplus);
        } else if (surplus > 0) {
            plan_fewer(round, surplus);
        }
    }
    const bool retries = failures_.contains(key);
    if (round.plan.changes.empty() || retries) {  // otherwise the pods' own changes bring us back
        Plan moves = std::exchange(round.plan, {});
        plan_status(round);
        round.plan.changes.insert(round.plan.changes.end(), moves.changes.begin(), moves.changes.end());
        round.plan.notes = std::move(moves.notes);
    }
    return std::move(round.plan);
}

/// Finds the pods. @return whether ownership must be settled first
bool ReplicaSetPlanner::claim_pods(Round& round) const {
    const ReplicaSetView& set = round.view();
    for (const PodPtr& pod : world_->pods_of(set.uid)) {
        if (!pod->view.is_active()) {
            continue;
        }
        if (claim(pod->view, set, *set.selector) == Claim::Release) {
            round.plan.changes.push_back(release(pods_type(), pod->view, set.uid));
        } else {
            round.active.push_back(pod);
        }
    }
    for (const PodPtr& pod : world_->orphan_pods(set.key.namespace_)) {
        if (pod->view.is_active() && claim(pod->view, set, *set.selector) == Claim::Adopt) {
            round.plan.changes.push_back(adopt(pods_type(), pod->view, replica_sets_type(), set));
        }
    }
    return !round.plan.changes.empty();
}

void ReplicaSetPlanner::plan_more(Round& round, std::int64_t missing) const {
    const kube::Json whole = round.set->object->parsed();
    const kube::Json* pod_template = kube::find(whole, {"spec", "template"});
    if (pod_template == nullptr) {
        return;
    }
    const kube::Json pod = pod_from_template(*pod_template, replica_sets_type(), round.view());
    const Note note{
        replica_sets_type(), round.view().key, round.view().uid, false, "SuccessfulCreate", "Created pod: "
    };
    for (std::int64_t i = 0; i < std::min(missing, kBurst); ++i) {
        round.plan.changes.push_back(create(pods_type(), round.view().key.namespace_, pod));
        round.plan.changes.back().note = note;
    }
}

void ReplicaSetPlanner::plan_fewer(Round& round, std::int64_t surplus) const {
    std::map<std::string, std::int64_t> crowds;  // of all ReplicaSets with the same owner
    const kube::OwnerReference* owner = round.view().controller();
    const auto count_pods = [&](std::string_view uid) {
        for (const PodPtr& pod : world_->pods_of(uid)) {
            if (pod->view.is_active() && !pod->view.node.empty()) {
                ++crowds[pod->view.node];
            }
        }
    };
    if (owner == nullptr) {
        count_pods(round.view().uid);
    } else {
        for (const auto& sibling : world_->replica_sets_of(owner->uid)) {
            count_pods(sibling->view.uid);
        }
    }
    std::vector<Candidate> candidates;
    for (const PodPtr& pod : round.active) {
        candidates.push_back(candidate(pod->view, crowds));
    }
    sort_victims_first(candidates, round.now.wall);
    for (std::int64_t i = 0; i < std::min(surplus, kBurst); ++i) {
        const Candidate& victim = candidates[static_cast<std::size_t>(i)];
        round.plan.changes.push_back(
            remove(pods_type(), {round.view().key.namespace_, victim.name}, victim.uid)
        );
        round.note(false, "SuccessfulDelete", "Deleted pod: " + victim.name);
    }
}

void ReplicaSetPlanner::plan_status(Round& round) {
    const ReplicaSetView& set = round.view();
    std::int64_t labeled = 0;
    std::int64_t ready = 0;
    std::int64_t available = 0;
    const kube::LabelSelector by_template = kube::LabelSelector::of(set.template_labels);
    for (const PodPtr& pod : round.active) {
        labeled += by_template.matches(pod->view.labels) ? 1 : 0;
        ready += pod->view.is_ready ? 1 : 0;
        if (pod->view.is_available(set.min_ready_seconds, round.now.wall)) {
            ++available;
        } else if (pod->view.ready_since) {
            const WallTime due = *pod->view.ready_since + std::chrono::seconds{set.min_ready_seconds};
            round.plan.recheck_after(std::max<Duration>(due - round.now.wall, std::chrono::milliseconds{1}));
        }
    }
    const auto replicas = static_cast<std::int64_t>(round.active.size());
    const auto failure = failures_.find(set.key);
    const bool is_failing = failure != failures_.end() && replicas < set.replicas;
    if (!is_failing && failure != failures_.end()) {
        failures_.erase(failure);
    }
    if (set.status_replicas == replicas && set.status_fully_labeled == labeled && set.status_ready == ready &&
        set.status_available == available && set.observed_generation == set.generation &&
        is_failing == set.failure_reason.has_value()) {
        return;
    }
    const auto some = [](std::int64_t value) { return value != 0 ? kube::Json(value) : kube::Json(nullptr); };
    kube::JsonObject status{
        {"replicas", replicas},
        {"fullyLabeledReplicas", some(labeled)},
        {"readyReplicas", some(ready)},
        {"availableReplicas", some(available)},
        {"observedGeneration", set.generation},
    };
    if (is_failing) {
        kube::JsonArray conditions;
        set_condition(
            conditions,
            {"ReplicaFailure", "True", failure->second.reason, failure->second.message},
            round.now.wall
        );
        status["conditions"] = std::move(conditions);
    } else if (set.failure_reason) {
        status["conditions"] = nullptr;
    }
    round.plan.changes.push_back(patch_status(replica_sets_type(), set.key, std::move(status)));
}

void ReplicaSetPlanner::refused(const kube::ObjectKey& key, const Change& change, const Error& error) {
    if (change.verb == Change::Verb::Create) {
        failures_[key] = Failure{"FailedCreate", error.message};
    }
}

}  // namespace flotilla::cluster::controllers

#include "flotilla/cluster/controllers/deployment/planner.hpp"

#include <algorithm>
#include <array>

#include "flotilla/cluster/controllers/deployment/pod_template.hpp"
#include "flotilla/cluster/controllers/engine/ownership.hpp"
#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"

namespace flotilla::cluster::controllers {
namespace {

using kube::find_int;
using kube::Json;
using kube::JsonObject;

/// Status changes of several ReplicaSets within this time lead to one write.
constexpr Duration kCoalesce = std::chrono::milliseconds{10};

/// Annotations of a Deployment that its ReplicaSets don't take over.
bool is_own_annotation(std::string_view name) {
    constexpr std::array<std::string_view, 6> kOwn{
        "kubectl.kubernetes.io/last-applied-configuration",
        kRevisionAnnotation,
        kRevisionHistoryAnnotation,
        kDesiredAnnotation,
        kMaxAnnotation,
        "deprecated.deployment.rollback.to"
    };
    return std::ranges::find(kOwn, name) != kOwn.end();
}

JsonObject size_annotations(const RolloutSpec& spec) {
    return JsonObject{
        {kDesiredAnnotation, std::to_string(spec.replicas)},
        {kMaxAnnotation, std::to_string(spec.replicas + max_surge(spec))}
    };
}

}  // namespace

/// One look at one Deployment.
struct DeploymentPlanner::Round {
    SeenPtr<DocumentView> deployment;
    DeploymentSpec spec;
    OwnedSets sets;
    Instant now;
    Plan plan;
    RolloutNews news = RolloutNews::None;
    std::string news_set;

    [[nodiscard]] const DocumentView& view() const { return deployment->view; }
};

void DeploymentPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.deployments.on_change([enqueue](const DocumentView* before, const DocumentView* after) {
        enqueue((after != nullptr ? after : before)->key, Duration{0});
    });
    world.replica_sets.on_change([&world,
                                  enqueue](const ReplicaSetView* before, const ReplicaSetView* after) {
        const ReplicaSetView& set = *(after != nullptr ? after : before);
        if (const kube::OwnerReference* owner = set.controller()) {
            enqueue({set.key.namespace_, owner->name}, kCoalesce);
            return;
        }
        world.deployments.objects().for_each([&](const SeenPtr<DocumentView>& deployment
                                             ) {  // it may be adopted
            if (deployment->view.key.namespace_ == set.key.namespace_) {
                enqueue(deployment->view.key, kCoalesce);
            }
        });
    });
    world.pods.on_change([&world, enqueue](const PodView* before, const PodView* after) {
        if (after != nullptr) {
            return;
        }
        const kube::OwnerReference* owner = before->controller();  // Recreate waits for the last old pod
        if (owner == nullptr) {
            return;
        }
        const auto set = world.replica_sets.find({before->key.namespace_, owner->name});
        const kube::OwnerReference* deployment = set ? set->view.controller() : nullptr;
        if (deployment != nullptr && world.pods_of(owner->uid).empty()) {
            enqueue({before->key.namespace_, deployment->name}, Duration{0});
        }
    });
}

Plan DeploymentPlanner::plan(const kube::ObjectKey& key, Instant now) {
    const SeenPtr<DocumentView> deployment = world_->deployments.find(key);
    if (!deployment) {
        taken_names_.erase(key);
        return {};
    }
    std::optional<DeploymentSpec> spec = read_deployment(deployment->view.json);
    if (!spec) {
        return {};
    }
    Round round{deployment, std::move(*spec), {}, now, {}, RolloutNews::None, {}};
    if (claim_sets(round)) {
        return std::move(round.plan);
    }
    if (!deployment->view.is_deleting()) {
        plan_current(round);
        if (round.plan.changes.empty()) {
            plan_steps(round);
        }
    }
    const bool is_moving = !round.plan.changes.empty() && round.news == RolloutNews::None;
    if (!is_moving) {  // otherwise the moves' own results bring us back at once
        plan_status(round);
    }
    return std::move(round.plan);
}

/// Finds the ReplicaSets. @return whether ownership must be settled first
bool DeploymentPlanner::claim_sets(Round& round) const {
    std::vector<ReplicaSetPtr> owned;
    for (const ReplicaSetPtr& set : world_->replica_sets.objects().list(round.view().key.namespace_)) {
        switch (claim(set->view, round.view(), round.spec.selector)) {
            case Claim::Owned:
                owned.push_back(set);
                break;
            case Claim::Adopt:
                round.plan.changes.push_back(
                    adopt(replica_sets_type(), set->view, deployments_type(), round.view())
                );
                break;
            case Claim::Release:
                round.plan.changes.push_back(release(replica_sets_type(), set->view, round.view().uid));
                break;
            case Claim::None:
                break;
        }
    }
    round.sets = sort_sets(round.spec, std::move(owned));
    return !round.plan.changes.empty();
}

/// The ReplicaSet of the current template, whose hash is `hash`.
JsonObject DeploymentPlanner::replica_set(
    const Round& round,
    const std::string& name,
    const std::string& hash,
    std::int64_t revision,
    std::int64_t replicas
) {
    const DocumentView& deployment = round.view();
    JsonObject annotations = size_annotations(round.spec.rollout);
    for (const auto& [key, value] : deployment.annotations) {
        if (!is_own_annotation(key)) {
            annotations[key] = value;
        }
    }
    annotations[kRevisionAnnotation] = std::to_string(revision);
    Json labelled = *kube::find(deployment.json, {"spec", "template"});
    kube::place(labelled, {"metadata", "labels", kTemplateHashLabel}) = hash;
    Json selector = *kube::find(deployment.json, {"spec", "selector"});
    kube::place(selector, {"matchLabels", kTemplateHashLabel}) = hash;
    JsonObject metadata{
        {"name", name},
        {"namespace", deployment.key.namespace_},
        {"labels", *kube::find(labelled, {"metadata", "labels"})},
        {"annotations", std::move(annotations)},
        {"ownerReferences", kube::JsonArray{owner_reference(deployments_type(), deployment)}},
    };
    JsonObject spec{
        {"replicas", replicas}, {"selector", std::move(selector)}, {"template", std::move(labelled)}
    };
    if (round.spec.min_ready_seconds != 0) {
        spec["minReadySeconds"] = round.spec.min_ready_seconds;
    }
    return {
        {"apiVersion", "apps/v1"},
        {"kind", "ReplicaSet"},
        {"metadata", std::move(metadata)},
        {"spec", std::move(spec)}
    };
}

/// Makes the current template's ReplicaSet, or brings its annotations up to date.
void DeploymentPlanner::plan_current(Round& round) const {
    if (round.sets.current) {
        plan_revision(round);
        return;
    }
    if (round.spec.is_paused || (round.spec.rollout.is_recreate && old_pods_remain(round))) {
        return;
    }
    const DocumentView& deployment = round.view();
    std::int64_t collisions = find_int(deployment.json, {"status", "collisionCount"}).value_or(0);
    const Json& pod_template = *kube::find(deployment.json, {"spec", "template"});
    const auto taken = taken_names_.find(deployment.key);
    std::string hash = template_hash(pod_template, collisions);
    std::string name = deployment.key.name + "-" + hash;
    if (taken != taken_names_.end() && taken->second == name) {
        JsonObject status{{"collisionCount", collisions + 1}};
        round.plan.changes.push_back(patch_status(deployments_type(), deployment.key, std::move(status)));
        return;
    }
    const std::int64_t revision = next_revision(round.sets);
    const std::int64_t replicas = allowed_current_replicas(round.spec.rollout, rollout_sets(round.sets));
    JsonObject set = replica_set(round, name, hash, revision, replicas);
    round.plan.changes.push_back(create(replica_sets_type(), deployment.key.namespace_, std::move(set)));
    if (revision_of(deployment) != revision) {
        JsonObject patched{{kRevisionAnnotation, std::to_string(revision)}};
        JsonObject body{{"metadata", JsonObject{{"annotations", std::move(patched)}}}};
        round.plan.changes.push_back(patch(deployments_type(), deployment.key, std::move(body)));
    }
    if (replicas > 0) {
        round.plan.notes.push_back(Note{
            deployments_type(),
            deployment.key,
            deployment.uid,
            false,
            "ScalingReplicaSet",
            fmt::format("Scaled up replica set {} from 0 to {}", name, replicas)
        });
    }
    round.news = RolloutNews::CreatedSet;
    round.news_set = std::move(name);
}

void DeploymentPlanner::plan_revision(Round& round) const {
    const DocumentView& deployment = round.view();
    const ReplicaSetView& set = round.sets.current->view;
    const std::int64_t old_revision = revision_of(set);
    const std::int64_t revision = std::max(next_revision(round.sets), old_revision);
    JsonObject annotations;
    for (const auto& [key, value] : deployment.annotations) {
        if (!is_own_annotation(key) && set.annotation(key) != value) {
            annotations[key] = value;
        }
    }
    if (revision != old_revision) {  // a template that comes back gets a new number and keeps its old ones
        annotations[kRevisionAnnotation] = std::to_string(revision);
        if (old_revision > 0) {
            const auto history = set.annotation(kRevisionHistoryAnnotation);
            annotations[kRevisionHistoryAnnotation] =
                history ? fmt::format("{},{}", *history, old_revision) : std::to_string(old_revision);
        }
    }
    JsonObject body;
    if (!annotations.empty()) {
        body["metadata"] = JsonObject{{"annotations", std::move(annotations)}};
    }
    if (set.min_ready_seconds != round.spec.min_ready_seconds) {
        body["spec"] = JsonObject{{"minReadySeconds", round.spec.min_ready_seconds}};
    }
    if (!body.empty()) {
        round.plan.changes.push_back(patch(replica_sets_type(), set.key, std::move(body)));
    }
    if (revision_of(deployment) != revision) {
        JsonObject patched{{kRevisionAnnotation, std::to_string(revision)}};
        JsonObject change{{"metadata", JsonObject{{"annotations", std::move(patched)}}}};
        round.plan.changes.push_back(patch(deployments_type(), deployment.key, std::move(change)));
        if (revision != old_revision) {
            round.news = RolloutNews::FoundSet;
            round.news_set = set.key.name;
        }
    }
}

void DeploymentPlanner::plan_steps(Round& round) const {
    const RolloutSpec& spec = round.spec.rollout;
    const RolloutSets sets = rollout_sets(round.sets);
    std::vector<ScaleStep> steps;
    if (round.spec.is_paused || is_scaling_event(spec, sets)) {
        steps = plan_scaling(spec, sets, find_int(round.view().json, {"status", "replicas"}).value_or(0));
    } else if (spec.is_recreate) {
        steps = plan_recreate(spec, sets, old_pods_remain(round));
    } else {
        steps = plan_rolling_update(spec, sets);
    }
    for (const ScaleStep& step : steps) {
        scale(round, step);
    }
    if (round.plan.changes.empty()) {
        plan_history(round);
    }
}

void DeploymentPlanner::scale(Round& round, const ScaleStep& step) const {
    const DocumentView& deployment = round.view();
    const auto set = world_->replica_sets.find({deployment.key.namespace_, step.name});
    JsonObject annotations;
    for (const auto& [name, value] : size_annotations(round.spec.rollout)) {
        if (set->view.annotation({name.data(), name.size()}) != kube::text_of(value.get_string())) {
            annotations[name] = value;
        }
    }
    JsonObject body;
    if (!annotations.empty()) {
        body["metadata"] = JsonObject{{"annotations", std::move(annotations)}};
    }
    if (step.from != step.to) {
        body["spec"] = JsonObject{{"replicas", step.to}};
        round.plan.notes.push_back(Note{
            deployments_type(),
            deployment.key,
            deployment.uid,
            false,
            "ScalingReplicaSet",
            fmt::format(
                "Scaled {} replica set {} from {} to {}",
                step.to > step.from ? "up" : "down",
                step.name,
                step.from,
                step.to
            )
        });
    }
    if (!body.empty()) {
        round.plan.changes.push_back(patch(replica_sets_type(), set->view.key, std::move(body)));
    }
}

/// Old ReplicaSets that nothing runs on, beyond the history that is kept.
void DeploymentPlanner::plan_history(Round& round) const {
    const Json* status = kube::find(round.view().json, {"status"});
    if (!round.spec.is_paused && (status == nullptr || !is_complete(*status, round.spec))) {
        return;
    }
    std::vector<ReplicaSetPtr> idle;
    for (const ReplicaSetPtr& set : round.sets.old) {
        const ReplicaSetView& view = set->view;
        if (view.replicas == 0 && view.status_replicas == 0 && view.generation <= view.observed_generation &&
            !view.is_deleting()) {
            idle.push_back(set);
        }
    }
    const auto kept = static_cast<std::size_t>(std::max<std::int64_t>(0, round.spec.revision_history_limit));
    if (idle.size() <= kept) {
        return;
    }
    std::ranges::stable_sort(idle, {}, [](const ReplicaSetPtr& set) { return revision_of(set->view); });
    for (std::size_t i = 0; i < idle.size() - kept; ++i) {
        round.plan.changes.push_back(remove(replica_sets_type(), idle[i]->view.key, idle[i]->view.uid));
    }
}

void DeploymentPlanner::plan_status(Round& round) const {
    const DocumentView& deployment = round.view();
    const Json status = deployment_status(
        deployment.json, round.spec, round.sets, round.now.wall, round.news, round.news_set
    );
    write_status_if_changed(round.plan, deployments_type(), deployment.key, deployment.json, status);
    if (const auto late = progress_deadline(status, round.spec)) {
        round.plan.recheck_after(std::max<Duration>(*late - round.now.wall, std::chrono::seconds{1}));
    }
}

bool DeploymentPlanner::old_pods_remain(const Round& round) const {
    return std::ranges::any_of(round.sets.old, [this](const ReplicaSetPtr& set) {
        const auto pods = world_->pods_of(set->view.uid);
        return set->view.replicas > 0 || std::ranges::any_of(pods, [](const SeenPtr<PodView>& pod) {
                   return pod->view.phase != "Succeeded" && pod->view.phase != "Failed";
               });
    });
}

void DeploymentPlanner::refused(const kube::ObjectKey& key, const Change& change, const Error& error) {
    if (change.verb == Change::Verb::Create && error.code == ErrorCode::AlreadyExists) {
        taken_names_[key] = change.key.name;
    }
}

}  // namespace flotilla::cluster::controllers

#include "flotilla/cluster/controllers/deployment/status.hpp"

#include <algorithm>

#include "flotilla/cluster/controllers/engine/conditions.hpp"

namespace flotilla::cluster::controllers {
namespace {

using kube::find_int;
using kube::find_string;
using kube::Json;
using kube::JsonArray;
using kube::JsonObject;

struct Counts {
    std::int64_t replicas = 0, updated = 0, ready = 0, available = 0, unavailable = 0;
};

Counts count(const OwnedSets& sets) {
    Counts counts;
    std::int64_t asked = 0;
    for (const ReplicaSetPtr& set : sets.all()) {
        asked += set->view.replicas;
        counts.replicas += set->view.status_replicas;
        counts.ready += set->view.status_ready;
        counts.available += set->view.status_available;
    }
    counts.updated = sets.current ? sets.current->view.status_replicas : 0;
    counts.unavailable = std::max<std::int64_t>(0, asked - counts.available);
    return counts;
}

Counts read_counts(const Json& status) {
    const auto field = [&status](std::string_view name) { return find_int(status, {name}).value_or(0); };
    return Counts{
        field("replicas"),
        field("updatedReplicas"),
        field("readyReplicas"),
        field("availableReplicas"),
        field("unavailableReplicas")
    };
}

bool is_complete(const Counts& counts, std::int64_t wanted) {
    return counts.updated == wanted && counts.replicas == wanted && counts.available == wanted;
}

bool has_progressed(const Counts& before, const Counts& after) {
    return after.updated > before.updated ||
           after.replicas - after.updated < before.replicas - before.updated || after.ready > before.ready ||
           after.available > before.available;
}

void set_available(JsonArray& conditions, const DeploymentSpec& spec, const Counts& counts, WallTime now) {
    const bool enough = counts.available >= spec.rollout.replicas - max_unavailable(spec.rollout);
    const ConditionSays says{
        "Available",
        enough ? "True" : "False",
        enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
    };
    set_condition(conditions, says, now, true);
}

void set_failure(JsonArray& conditions, const OwnedSets& sets, WallTime now) {
    const std::vector<ReplicaSetPtr> all = sets.all();
    const auto failed = std::find_if(all.rbegin(), all.rend(), [](const ReplicaSetPtr& set) {
        return set->view.failure_reason.has_value();
    });
    if (failed == all.rend()) {
        remove_condition(conditions, "ReplicaFailure");
        return;
    }
    const ReplicaSetView& set = (*failed)->view;
    const ConditionSays says{"ReplicaFailure", "True", *set.failure_reason, set.failure_message};
    set_condition(conditions, says, now, true);
}

/// The same words again, but something moved: the deadline counts from now.
void touch_progressing(JsonArray& conditions, WallTime now) {
    for (Json& condition : conditions) {
        if (find_string(condition, {"type"}) == "Progressing") {
            kube::place(condition, {"lastUpdateTime"}) = format_time(now);
        }
    }
}

std::string set_name(const OwnedSets& sets, std::string_view deployment) {
    return sets.current ? fmt::format("ReplicaSet \"{}\"", sets.current->view.key.name)
                        : fmt::format("Deployment \"{}\"", deployment);
}

void set_progressing(
    JsonArray& conditions,
    const Json& deployment,
    const DeploymentSpec& spec,
    const OwnedSets& sets,
    const Counts& counts,
    WallTime now
) {
    if (!spec.progress_deadline) {
        remove_condition(conditions, "Progressing");
        return;
    }
    const Json* present = condition_in(conditions, "Progressing");
    const std::string reason{present != nullptr ? find_string(*present, {"reason"}).value_or("") : ""};
    if (counts.replicas == counts.updated && reason == "NewReplicaSetAvailable") {
        return;  // scaling a rollout that is done is no new rollout
    }
    const Json* status = kube::find(deployment, {"status"});
    const Counts before = status != nullptr ? read_counts(*status) : Counts{};
    const std::string name = set_name(sets, find_string(deployment, {"metadata", "name"}).value_or(""));
    if (is_complete(counts, spec.rollout.replicas)) {
        const ConditionSays says{
            "Progressing", "True", "NewReplicaSetAvailable", name + " has successfully progressed."
        };
        set_condition(conditions, says, now, true);
    } else if (has_progressed(before, counts)) {
        const ConditionSays says{"Progressing", "True", "ReplicaSetUpdated", name + " is progressing."};
        set_condition(conditions, says, now, true);
        touch_progressing(conditions, now);
    } else if (present != nullptr && reason != "NewReplicaSetAvailable" &&
               reason != "ProgressDeadlineExceeded") {
        const auto since = find_time(*present, {"lastUpdateTime"});
        if (since && *since + *spec.progress_deadline <= now) {
            const ConditionSays says{
                "Progressing", "False", "ProgressDeadlineExceeded", name + " has timed out progressing."
            };
            set_condition(conditions, says, now, true);
        }
    }
}

/// @return whether the condition was settled: a paused rollout does not progress, and is not late
bool set_paused(JsonArray& conditions, const DeploymentSpec& spec, WallTime now) {
    if (!spec.progress_deadline) {
        return false;
    }
    const Json* present = condition_in(conditions, "Progressing");
    const auto reason = present != nullptr ? find_string(*present, {"reason"}) : std::nullopt;
    if (reason == "ProgressDeadlineExceeded") {
        return spec.is_paused;
    }
    if (spec.is_paused) {
        const ConditionSays says{"Progressing", "Unknown", "DeploymentPaused", "Deployment is paused"};
        set_condition(conditions, says, now, true);
        return true;
    }
    if (reason == "DeploymentPaused") {
        const ConditionSays says{"Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed"};
        set_condition(conditions, says, now, true);
    }
    return false;
}

}  // namespace

Json deployment_status(
    const Json& deployment,
    const DeploymentSpec& spec,
    const OwnedSets& sets,
    WallTime now,
    RolloutNews news,
    std::string_view news_set
) {
    const Counts counts = count(sets);
    JsonArray conditions = conditions_of(deployment);
    const bool is_settled = set_paused(conditions, spec, now);
    if (news != RolloutNews::None && spec.progress_deadline && !spec.is_paused) {
        const bool created = news == RolloutNews::CreatedSet;
        const ConditionSays says{
            "Progressing",
            "True",
            created ? "NewReplicaSetCreated" : "FoundNewReplicaSet",
            fmt::format("{} new replica set \"{}\"", created ? "Created" : "Found", news_set),
        };
        set_condition(conditions, says, now, true);
        touch_progressing(conditions, now);
    } else if (!is_settled) {
        set_progressing(conditions, deployment, spec, sets, counts, now);
    }
    set_available(conditions, spec, counts, now);
    set_failure(conditions, sets, now);
    JsonObject status{
        {"observedGeneration", find_int(deployment, {"metadata", "generation"}).value_or(0)},
        {"conditions", std::move(conditions)}
    };
    const auto put = [&status](std::string_view name, std::int64_t value) {
        status[name] = value != 0 ? Json(value) : Json(nullptr);  // null: a merge patch takes the field away
    };
    put("replicas", counts.replicas);
    put("updatedReplicas", counts.updated);
    put("readyReplicas", counts.ready);
    put("availableReplicas", counts.available);
    put("unavailableReplicas", counts.unavailable);
    return status;
}

std::optional<WallTime> progress_deadline(const Json& status, const DeploymentSpec& spec) {
    const JsonArray* conditions = kube::find_array(status, {"conditions"});
    const Json* progressing = conditions != nullptr ? condition_in(*conditions, "Progressing") : nullptr;
    if (!spec.progress_deadline || spec.is_paused || progressing == nullptr) {
        return std::nullopt;
    }
    const auto reason = find_string(*progressing, {"reason"});
    const auto since = find_time(*progressing, {"lastUpdateTime"});
    if (!since || reason == "NewReplicaSetAvailable" || reason == "ProgressDeadlineExceeded") {
        return std::nullopt;
    }
    return *since + *spec.progress_deadline;
}

bool is_complete(const Json& status, const DeploymentSpec& spec) {
    return is_complete(read_counts(status), spec.rollout.replicas);
}

}  // namespace flotilla::cluster::controllers

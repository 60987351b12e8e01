#include "flotilla/cluster/controllers/deployment/spec.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>

#include "flotilla/cluster/controllers/deployment/pod_template.hpp"

namespace flotilla::cluster::controllers {
namespace {

std::optional<std::int64_t> parse_whole(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

CountOrPercent read_count(const kube::Json& json, std::string_view field) {
    const kube::Json* value = kube::find(json, {"spec", "strategy", "rollingUpdate", field});
    if (value == nullptr) {
        return CountOrPercent{25, true};
    }
    if (const auto count = kube::whole_number(*value)) {
        return CountOrPercent{*count, false};
    }
    std::string_view text = value->is_string() ? kube::text_of(value->get_string()) : std::string_view{};
    if (text.ends_with('%')) {
        text.remove_suffix(1);
        return CountOrPercent{parse_whole(text).value_or(25), true};
    }
    return CountOrPercent{parse_whole(text).value_or(0), false};
}

std::optional<std::int64_t> number_annotation(const ObjectView& object, std::string_view name) {
    const auto text = object.annotation(name);
    return text ? parse_whole(*text) : std::nullopt;
}

RolloutSet rollout_set(const ReplicaSetView& set) {
    return RolloutSet{
        set.key.name,
        set.created,
        set.replicas,
        set.status_replicas,
        set.status_available,
        number_annotation(set, kDesiredAnnotation),
        number_annotation(set, kMaxAnnotation),
    };
}

}  // namespace

std::optional<DeploymentSpec> read_deployment(const kube::Json& deployment) {
    const kube::Json* selector = kube::find(deployment, {"spec", "selector"});
    const kube::Json* pod_template = kube::find(deployment, {"spec", "template"});
    if (selector == nullptr || pod_template == nullptr) {
        return std::nullopt;
    }
    Result<kube::LabelSelector> parsed = kube::LabelSelector::from_json(*selector);
    if (!parsed || parsed->is_everything()) {
        return std::nullopt;
    }
    DeploymentSpec spec;
    spec.selector = std::move(*parsed);
    spec.fingerprint = template_fingerprint(*pod_template);
    spec.rollout.replicas = kube::find_int(deployment, {"spec", "replicas"}).value_or(1);
    spec.rollout.is_recreate = kube::find_string(deployment, {"spec", "strategy", "type"}) == "Recreate";
    spec.rollout.max_surge = read_count(deployment, "maxSurge");
    spec.rollout.max_unavailable = read_count(deployment, "maxUnavailable");
    spec.is_paused = kube::find_bool(deployment, {"spec", "paused"}).value_or(false);
    spec.min_ready_seconds = kube::find_int(deployment, {"spec", "minReadySeconds"}).value_or(0);
    spec.revision_history_limit = kube::find_int(deployment, {"spec", "revisionHistoryLimit"}).value_or(10);
    const std::int64_t deadline =
        kube::find_int(deployment, {"spec", "progressDeadlineSeconds"}).value_or(600);
    if (deadline < std::numeric_limits<std::int32_t>::max()) {  // the largest value stands for "none"
        spec.progress_deadline = std::chrono::seconds{deadline};
    }
    return spec;
}

std::vector<ReplicaSetPtr> OwnedSets::all() const {
    std::vector<ReplicaSetPtr> sets = old;
    if (current) {
        sets.push_back(current);
    }
    return sets;
}

OwnedSets sort_sets(const DeploymentSpec& spec, std::vector<ReplicaSetPtr> sets) {
    std::ranges::sort(sets, [](const ReplicaSetPtr& a, const ReplicaSetPtr& b) {
        return std::tie(a->view.created, a->view.key.name) < std::tie(b->view.created, b->view.key.name);
    });
    OwnedSets sorted;
    for (ReplicaSetPtr& set : sets) {
        if (!sorted.current && set->view.template_fingerprint == spec.fingerprint) {
            sorted.current = std::move(set);
        } else {
            sorted.old.push_back(std::move(set));
        }
    }
    return sorted;
}

RolloutSets rollout_sets(const OwnedSets& sets) {
    RolloutSets all;
    if (sets.current) {
        all.current = rollout_set(sets.current->view);
    }
    for (const ReplicaSetPtr& set : sets.old) {
        all.old.push_back(rollout_set(set->view));
    }
    return all;
}

std::int64_t revision_of(const ObjectView& object) {
    return number_annotation(object, kRevisionAnnotation).value_or(0);
}

std::int64_t next_revision(const OwnedSets& sets) {
    std::int64_t largest = 0;
    for (const ReplicaSetPtr& set : sets.old) {
        largest = std::max(largest, revision_of(set->view));
    }
    return largest + 1;
}

}  // namespace flotilla::cluster::controllers

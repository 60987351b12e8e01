#include "flotilla/cluster/controllers/statefulset/planner.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "flotilla/cluster/controllers/deployment/pod_template.hpp"
#include "flotilla/cluster/controllers/engine/pod_from_template.hpp"
#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr Duration kCoalesce = std::chrono::milliseconds{10};
constexpr std::string_view kRevision = "controller-revision-hash";

const kube::ResourceType& claims_type() {
    static const kube::ResourceType type{"", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true};
    return type;
}

/// The number behind the last dash of "web-12".
std::optional<std::int64_t> ordinal_of(std::string_view set, std::string_view pod) {
    const bool is_of_set = pod.size() > set.size() + 1 && pod.starts_with(set) && pod[set.size()] == '-';
    const std::string_view digits = is_of_set ? pod.substr(set.size() + 1) : "";
    const bool is_number =
        !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    return is_number ? std::optional{static_cast<std::int64_t>(version_number(digits))} : std::nullopt;
}

}  // namespace

std::vector<OrdinalStep> next_steps(
    const std::vector<OrdinalState>& states,
    std::size_t wanted,
    bool is_parallel,
    std::optional<std::int64_t> partition
) {
    std::vector<OrdinalStep> steps;
    const auto is_over = [&] { return !is_parallel && !steps.empty(); };
    for (std::size_t i = 0; i < wanted; ++i) {
        const OrdinalState& state = states[i];
        if (!state.exists) {
            steps.push_back({OrdinalStep::Act::Create, state.ordinal});
        } else if (state.has_ended && !state.is_going) {
            steps.push_back({OrdinalStep::Act::Delete, state.ordinal});
        }
        if (is_over() || (!is_parallel && !state.is_available)) {
            return steps;  // the next waits for this one
        }
    }
    for (std::size_t i = states.size(); i > wanted; --i) {
        const OrdinalState& state = states[i - 1];
        if (!state.exists) {
            continue;
        }
        if (!state.is_going) {
            steps.push_back({OrdinalStep::Act::Delete, state.ordinal});
        }
        if (!is_parallel) {
            return steps;
        }
    }
    for (std::size_t i = wanted; partition && steps.empty() && i > 0; --i) {
        const OrdinalState& state = states[i - 1];
        if (state.ordinal < *partition) {
            break;
        }
        if (!state.is_current && !state.is_going) {
            steps.push_back({OrdinalStep::Act::Delete, state.ordinal});
        }
        if (state.is_going || !state.is_available) {
            break;  // updates go one by one even in parallel sets
        }
    }
    return steps;
}

/// One look at one StatefulSet.
struct StatefulSetPlanner::Round {
    SeenPtr<DocumentView> set;
    std::map<std::int64_t, SeenPtr<PodView>> pods;
    std::string revision;
    Instant now;
    Plan plan;

    [[nodiscard]] const kube::Json& json() const { return set->view.json; }
    [[nodiscard]] const kube::ObjectKey& key() const { return set->view.key; }
    [[nodiscard]] std::int64_t number(std::initializer_list<std::string_view> path, std::int64_t otherwise)
        const {
        return kube::find_int(json(), path).value_or(otherwise);
    }
    [[nodiscard]] std::string pod_name(std::int64_t ordinal) const {
        return fmt::format("{}-{}", key().name, ordinal);
    }
    [[nodiscard]] OrdinalState state_of(std::int64_t ordinal) {
        OrdinalState state{ordinal};
        const auto found = pods.find(ordinal);
        if (found == pods.end()) {
            return state;
        }
        const PodView& pod = found->second->view;
        const std::int64_t seconds = number({"spec", "minReadySeconds"}, 0);
        state.exists = true;
        state.is_going = pod.is_deleting();
        state.has_ended = pod.phase == "Failed" || pod.phase == "Succeeded";
        state.is_available = !pod.is_deleting() && pod.is_available(seconds, now.wall);
        const auto label = pod.labels.find(kRevision);
        state.is_current = label != pod.labels.end() && label->second == revision;
        if (!state.is_available && pod.ready_since) {
            const WallTime due = *pod.ready_since + std::chrono::seconds{seconds};
            plan.recheck_after(std::max<Duration>(due - now.wall, std::chrono::milliseconds{1}));
        }
        return state;
    }
    void note(std::string_view reason, std::string message) {
        plan.notes.push_back(
            Note{stateful_sets_type(), key(), set->view.uid, false, std::string{reason}, std::move(message)}
        );
    }
    void write_status();
};

void StatefulSetPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    claims_ = world.shelf(claims_type().collection_path());
    if (claims_ == nullptr) {
        claims_ = &world.add(claims_type());
    }
    world.stateful_sets.on_change([enqueue](const DocumentView* before, const DocumentView* after) {
        enqueue((after != nullptr ? after : before)->key, Duration{0});
    });
    world.pods.on_change([enqueue](const PodView* before, const PodView* after) {
        const PodView& pod = *(after != nullptr ? after : before);
        const kube::OwnerReference* owner = pod.controller();
        if (owner != nullptr && owner->kind == "StatefulSet") {
            enqueue({pod.key.namespace_, owner->name}, kCoalesce);
        }
    });
}

Plan StatefulSetPlanner::plan(const kube::ObjectKey& key, Instant now) {
    const auto set = world_->stateful_sets.find(key);
    const kube::Json* pod_template = set ? kube::find(set->view.json, {"spec", "template"}) : nullptr;
    if (pod_template == nullptr || set->view.is_deleting()) {
        return {};
    }
    Round round{set, {}, fmt::format("{}-{}", key.name, template_hash(*pod_template, 0)), now, {}};
    for (const auto& pod : world_->pods_of(set->view.uid)) {
        if (const auto ordinal = ordinal_of(key.name, pod->view.key.name)) {
            round.pods.emplace(*ordinal, pod);
        }
    }
    const std::int64_t first = round.number({"spec", "ordinals", "start"}, 0);
    const std::int64_t wanted = round.number({"spec", "replicas"}, 1);
    std::vector<OrdinalState> states;
    for (std::int64_t i = first; i < first + wanted; ++i) {
        states.push_back(round.state_of(i));
    }
    for (const auto& [ordinal, pod] : round.pods) {
        if (ordinal < first || ordinal >= first + wanted) {
            states.push_back(round.state_of(ordinal));
        }
    }
    const bool on_delete =
        kube::find_string(round.json(), {"spec", "updateStrategy", "type"}) == std::string_view{"OnDelete"};
    const auto partition =
        on_delete ? std::nullopt
                  : std::optional{round.number({"spec", "updateStrategy", "rollingUpdate", "partition"}, 0)};
    const bool is_parallel =
        kube::find_string(round.json(), {"spec", "podManagementPolicy"}) == std::string_view{"Parallel"};
    for (const OrdinalStep& step :
         next_steps(states, static_cast<std::size_t>(wanted), is_parallel, partition)) {
        if (step.act == OrdinalStep::Act::Create) {
            make_pod(round, step.ordinal);
        } else {
            const auto& pod = round.pods.at(step.ordinal);
            round.plan.changes.push_back(remove(pods_type(), pod->view.key, pod->view.uid));
            round.note(
                "SuccessfulDelete",
                fmt::format(
                    "delete Pod {0} in StatefulSet {1} successful", round.pod_name(step.ordinal), key.name
                )
            );
        }
    }
    round.write_status();
    return std::move(round.plan);
}

void StatefulSetPlanner::make_pod(Round& round, std::int64_t ordinal) const {
    const std::string name = round.pod_name(ordinal);
    const std::string ordinal_text = std::to_string(ordinal);
    kube::Json pod = pod_from_template(
        *kube::find(round.json(), {"spec", "template"}), stateful_sets_type(), round.set->view, name
    );
    kube::place(pod, {"metadata", "labels", kRevision}) = round.revision;
    kube::place(pod, {"metadata", "labels", "statefulset.kubernetes.io/pod-name"}) = name;
    kube::place(pod, {"metadata", "labels", "apps.kubernetes.io/pod-index"}) = ordinal_text;
    kube::place(pod, {"spec", "hostname"}) = name;
    if (const auto service = kube::find_string(round.json(), {"spec", "serviceName"});
        service && !service->empty()) {
        kube::place(pod, {"spec", "subdomain"}) = std::string{*service};
    }
    const kube::JsonArray* templates = kube::find_array(round.json(), {"spec", "volumeClaimTemplates"});
    for (const kube::Json& claim_template : templates == nullptr ? kube::JsonArray{} : *templates) {
        const std::string volume{kube::find_string(claim_template, {"metadata", "name"}).value_or("")};
        const std::string claim_name = fmt::format("{}-{}", volume, name);
        if (claims_->metadata({round.key().namespace_, claim_name}) == nullptr) {
            kube::Json claim = claim_template;
            kube::remove(claim, {"status"});
            kube::place(claim, {"metadata", "name"}) = claim_name;
            kube::place(claim, {"metadata", "namespace"}) = round.key().namespace_;
            if (const kube::Json* labels = kube::find(round.json(), {"spec", "selector", "matchLabels"})) {
                kube::place(claim, {"metadata", "labels"}) = *labels;
            }
            round.plan.changes.push_back(create(claims_type(), round.key().namespace_, std::move(claim)));
        }
        kube::Json& volumes = kube::place(pod, {"spec", "volumes"});
        if (!volumes.is_array()) {
            volumes = kube::JsonArray{};
        }
        kube::Json entry(kube::JsonObject{});
        entry.as_object()["name"] = volume;
        kube::place(entry, {"persistentVolumeClaim", "claimName"}) = claim_name;
        volumes.as_array().push_back(std::move(entry));
    }
    round.plan.changes.push_back(create(pods_type(), round.key().namespace_, std::move(pod)));
    round.note(
        "SuccessfulCreate", fmt::format("create Pod {} in StatefulSet {} successful", name, round.key().name)
    );
}

void StatefulSetPlanner::Round::write_status() {
    std::int64_t ready = 0;
    std::int64_t available = 0;
    std::int64_t updated = 0;
    for (const auto& [ordinal, pod] : pods) {
        const OrdinalState state = state_of(ordinal);
        ready += pod->view.is_ready ? 1 : 0;
        available += state.is_available ? 1 : 0;
        updated += state.is_current && !state.is_going ? 1 : 0;
    }
    const auto replicas = static_cast<std::int64_t>(pods.size());
    const bool is_complete =
        updated == replicas && replicas == number({"spec", "replicas"}, 1) && ready == replicas;
    std::string current{kube::find_string(json(), {"status", "currentRevision"}).value_or(revision)};
    if (is_complete) {
        current = revision;
    }
    const auto some = [](std::int64_t value) { return value != 0 ? kube::Json(value) : kube::Json(nullptr); };
    kube::JsonObject status{
        {"observedGeneration", set->view.generation},
        {"replicas", replicas},
        {"readyReplicas", some(ready)},
        {"availableReplicas", available},
        {"updatedReplicas", some(updated)},
        {"currentReplicas", some(current == revision ? updated : replicas - updated)},
        {"currentRevision", current},
        {"updateRevision", revision},
        {"collisionCount", 0},
    };
    write_status_if_changed(plan, stateful_sets_type(), key(), json(), status);
}

}  // namespace flotilla::cluster::controllers

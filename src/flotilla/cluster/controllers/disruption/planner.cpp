#include "flotilla/cluster/controllers/disruption/planner.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "flotilla/cluster/controllers/engine/conditions.hpp"
#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"

namespace flotilla::cluster::controllers {
namespace {

using kube::find_int;
using kube::Json;
using kube::JsonObject;

constexpr Duration kCoalesce = std::chrono::milliseconds{10};
/// An evicted pod that is still there after this is taken for one that stayed.
constexpr Duration kEvictionForgotten = std::chrono::minutes{2};

std::optional<kube::LabelSelector> selector_of(const DocumentView& budget) {
    const Json* selector = kube::find(budget.json, {"spec", "selector"});
    if (selector == nullptr) {
        return std::nullopt;
    }
    Result<kube::LabelSelector> parsed = kube::LabelSelector::from_json(*selector);
    return parsed ? std::optional{std::move(*parsed)} : std::nullopt;
}

/// A count, or a percentage of `total` rounded up.
std::optional<std::int64_t> count_of(const Json& budget, std::string_view field, std::int64_t total) {
    const Json* value = kube::find(budget, {"spec", field});
    if (value == nullptr) {
        return std::nullopt;
    }
    if (const auto number = kube::whole_number(*value)) {
        return number;
    }
    std::int64_t percent = 0;
    const std::string_view text = kube::find_string(*value, {}).value_or("");
    std::from_chars(text.data(), text.data() + text.size(), percent);
    return (percent * total + 99) / 100;
}

/// Evictions that the API server has let through and whose pods are not gone yet.
JsonObject disrupted_pods(const DocumentView& budget, const World& world, WallTime now) {
    JsonObject still;
    if (const JsonObject* noted = kube::find_object(budget.json, {"status", "disruptedPods"})) {
        for (const auto& [name, time] : *noted) {
            const auto pod = world.pods.find({budget.key.namespace_, std::string{name.data(), name.size()}});
            const Result<WallTime> since = parse_time(kube::find_string(time, {}).value_or(""));
            if (pod && !pod->view.is_deleting() && since && now - *since < kEvictionForgotten) {
                still[name] = time;
            }
        }
    }
    return still;
}

}  // namespace

Disruption count_disruption(const Json& budget, std::int64_t healthy, std::int64_t expected) {
    Disruption result;
    result.current_healthy = healthy;
    result.expected_pods = expected;
    if (const auto unavailable = count_of(budget, "maxUnavailable", expected)) {
        result.desired_healthy = std::max<std::int64_t>(0, expected - *unavailable);
    } else {
        result.desired_healthy = count_of(budget, "minAvailable", expected).value_or(0);
    }
    result.allowed = expected > 0 ? std::max<std::int64_t>(0, healthy - result.desired_healthy) : 0;
    return result;
}

void DisruptionPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.disruption_budgets.on_change([enqueue](const DocumentView* /*before*/, const DocumentView* after) {
        if (after != nullptr) {
            enqueue(after->key, Duration{0});
        }
    });
    world.pods.on_change([&world, enqueue](const PodView* before, const PodView* after) {
        const PodView& pod = *(after != nullptr ? after : before);
        for (const auto& budget : world.disruption_budgets.objects().list(pod.key.namespace_)) {
            const auto selector = selector_of(budget->view);
            if (selector && selector->matches(pod.labels)) {
                enqueue(budget->view.key, kCoalesce);
            }
        }
    });
}

std::int64_t DisruptionPlanner::expected_pods(const std::vector<SeenPtr<PodView>>& pods) const {
    std::set<std::string> seen;
    std::int64_t expected = 0;
    for (const auto& pod : pods) {
        const kube::OwnerReference* owner = pod->view.controller();
        if (owner == nullptr) {
            ++expected;
            continue;
        }
        const auto set = world_->replica_sets.find({pod->view.key.namespace_, owner->name});
        const kube::OwnerReference* top = set ? set->view.controller() : nullptr;
        const auto deployment = top != nullptr
                                    ? world_->deployments.find({pod->view.key.namespace_, top->name})
                                    : SeenPtr<DocumentView>{};
        const std::string& uid = deployment ? top->uid : owner->uid;
        if (!seen.insert(uid).second) {
            continue;
        }
        if (deployment) {
            expected += find_int(deployment->view.json, {"spec", "replicas"}).value_or(1);
        } else if (set) {
            expected += set->view.replicas;
        } else if (const auto stateful =
                       world_->stateful_sets.find({pod->view.key.namespace_, owner->name})) {
            expected += find_int(stateful->view.json, {"spec", "replicas"}).value_or(1);
        } else {
            expected += static_cast<std::int64_t>(world_->pods_of(owner->uid).size());
        }
    }
    return expected;
}

Plan DisruptionPlanner::plan(const kube::ObjectKey& key, Instant now) {
    const auto budget = world_->disruption_budgets.find(key);
    const auto selector = budget ? selector_of(budget->view) : std::nullopt;
    if (!selector) {
        return {};
    }
    std::vector<SeenPtr<PodView>> pods = world_->pods.objects().select(key.namespace_, *selector);
    std::erase_if(pods, [](const auto& pod) {
        return pod->view.phase == "Succeeded" || pod->view.phase == "Failed";
    });
    JsonObject disrupted = disrupted_pods(budget->view, *world_, now.wall);
    std::int64_t healthy = 0;
    for (const auto& pod : pods) {
        const bool is_going = pod->view.is_deleting() || disrupted.contains(pod->view.key.name);
        healthy += pod->view.is_ready && !is_going ? 1 : 0;
    }
    const Disruption result = count_disruption(budget->view.json, healthy, expected_pods(pods));
    kube::JsonArray conditions = conditions_of(budget->view.json);
    const bool allows = result.allowed > 0;
    set_condition(
        conditions,
        {"DisruptionAllowed", allows ? "True" : "False", allows ? "SufficientPods" : "InsufficientPods", ""},
        now.wall
    );
    Plan plan;
    if (!disrupted.empty()) {
        plan.recheck_after(kEvictionForgotten);
    }
    const JsonObject* noted = kube::find_object(budget->view.json, {"status", "disruptedPods"});
    if (noted != nullptr) {  // a merge patch removes an entry only by name
        for (const auto& [name, time] : *noted) {
            if (!disrupted.contains(name)) {
                disrupted[name] = nullptr;
            }
        }
    }
    const JsonObject status{
        {"currentHealthy", result.current_healthy},
        {"desiredHealthy", result.desired_healthy},
        {"expectedPods", result.expected_pods},
        {"disruptionsAllowed", result.allowed},
        {"observedGeneration", budget->view.generation},
        {"disruptedPods", disrupted.empty() ? Json(nullptr) : Json(std::move(disrupted))},
        {"conditions", std::move(conditions)},
    };
    write_status_if_changed(plan, disruption_budgets_type(), key, budget->view.json, status);
    return plan;
}

}  // namespace flotilla::cluster::controllers

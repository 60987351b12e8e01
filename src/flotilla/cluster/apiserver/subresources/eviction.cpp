#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/cluster/apiserver/registry/conditions.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/subresources/subresources.hpp"
#include "flotilla/cluster/apiserver/verbs/change.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

constexpr std::string_view kWouldViolate =
    "Cannot evict pod as it would violate the pod's disruption budget.";
constexpr int kRetrySeconds = 10;

bool is_ready(const kube::Json& pod) {
    if (const kube::JsonArray* conditions = kube::find_array(pod, {"status", "conditions"})) {
        for (const kube::Json& condition : *conditions) {
            if (kube::find_string(condition, {"type"}) == std::string_view{"Ready"}) {
                return kube::find_string(condition, {"status"}) == std::string_view{"True"};
            }
        }
    }
    return false;
}

/// Pods that serve nobody yet, or no longer, do not count for a budget.
bool ignores_budgets(const kube::EncodedObject& stored, const kube::Json& pod) {
    const std::string_view phase = kube::find_string(pod, {"status", "phase"}).value_or("");
    return stored.is_deleting() || phase == "Pending" || phase == "Succeeded" || phase == "Failed";
}

std::vector<ObjectPtr> budgets_of(Core& core, const kube::EncodedObject& pod) {
    std::vector<ObjectPtr> found;
    Collection& budgets = core.store.collection("poddisruptionbudgets.policy");
    static_cast<void>(budgets.visit(Range{std::string{pod.namespace_()}}, [&](const ObjectPtr& budget) {
        const kube::Json json = budget->parsed();
        const kube::Json* selector = kube::find(json, {"spec", "selector"});
        const auto parsed =
            selector == nullptr ? kube::LabelSelector::parse("") : kube::LabelSelector::from_json(*selector);
        if (selector != nullptr && parsed && parsed->matches(pod)) {
            found.push_back(budget);
        }
        return true;
    }));
    return found;
}

kube::Status would_violate(std::string message, int retry_seconds) {
    kube::Status status = statuses::too_many_requests(kWouldViolate, retry_seconds);
    if (!status.details) {
        status.details.emplace();
    }
    status.details->causes = {kube::StatusCause{"DisruptionBudget", std::move(message), ""}};
    return status;
}

/// Whether an unhealthy pod may go without taking from the budget.
bool may_go_unhealthy(const kube::Json& budget, const kube::Json& pod) {
    if (is_ready(pod)) {
        return false;
    }
    if (kube::find_string(budget, {"spec", "unhealthyPodEvictionPolicy"}) ==
        std::string_view{"AlwaysAllow"}) {
        return true;
    }
    const std::int64_t healthy = kube::find_int(budget, {"status", "currentHealthy"}).value_or(0);
    const std::int64_t desired = kube::find_int(budget, {"status", "desiredHealthy"}).value_or(0);
    return desired > 0 && healthy >= desired;
}

/// Takes one disruption from the budget (but in a dry run), or says why not.
Outcome<void> take_from_budget(
    Core& core, const ObjectPtr& stored, std::string_view pod_name, const kube::Json& pod, bool dry_run
) {
    kube::Json budget = stored->parsed();
    if (may_go_unhealthy(budget, pod)) {
        return {};
    }
    if (kube::find_int(budget, {"status", "observedGeneration"}).value_or(0) <
        stored->generation().value_or(0)) {
        return reject(would_violate(
            fmt::format("The disruption budget {} is still being processed by the server.", stored->name()),
            kRetrySeconds
        ));
    }
    const std::int64_t allowed = kube::find_int(budget, {"status", "disruptionsAllowed"}).value_or(0);
    if (allowed <= 0) {
        return reject(would_violate(
            fmt::format(
                "The disruption budget {} needs {} healthy pods and has {} currently",
                stored->name(),
                kube::find_int(budget, {"status", "desiredHealthy"}).value_or(0),
                kube::find_int(budget, {"status", "currentHealthy"}).value_or(0)
            ),
            0
        ));
    }
    if (dry_run) {
        return {};
    }
    kube::place(budget, {"status", "disruptionsAllowed"}) = allowed - 1;
    kube::place(budget, {"status", "disruptedPods", pod_name}) = format_time(core.clock.wall_now());
    const ResourcePtr budgets = core.catalog.find("policy", "v1", "poddisruptionbudgets");
    FLOTILLA_CHECK_OUTCOME(put(core, *budgets, std::move(budget), stored));
    return {};
}

}  // namespace

Outcome<Reply> evict_pod(Core& core, ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(const kube::Json eviction, decode_body(request.http));
    const kube::Json* given = kube::find(eviction, {"deleteOptions"});
    FLOTILLA_TRY_OUTCOME(
        DeleteOptions options, DeleteOptions::from_json(given == nullptr ? kube::Json{} : *given)
    );
    options.dry_run = options.dry_run || request.is_dry_run();
    const std::string_view name =
        kube::find_string(eviction, {"metadata", "name"}).value_or(request.info.name);
    if (name != request.info.name) {
        return reject(statuses::bad_request("name in URL does not match name in Eviction object"));
    }
    FLOTILLA_TRY_OUTCOME(ObjectPtr stored, current_object(core, request));
    kube::Json pod = stored->parsed();
    if (!ignores_budgets(*stored, pod)) {
        const std::vector<ObjectPtr> budgets = budgets_of(core, *stored);
        if (budgets.size() > 1) {
            return reject(
                statuses::internal_error("This pod has more than one PodDisruptionBudget, which the eviction "
                                         "subresource does not support.")
            );
        }
        if (!budgets.empty()) {
            FLOTILLA_CHECK_OUTCOME(
                take_from_budget(core, budgets.front(), stored->name(), pod, options.dry_run)
            );
        }
    }
    if (!options.dry_run) {
        set_condition(
            pod,
            kube::Condition{
                "DisruptionTarget",
                "True",
                "EvictionByEvictionAPI",
                "Eviction API: evicting",
                core.clock.wall_now(),
                std::nullopt
            }
        );
        FLOTILLA_TRY_OUTCOME(const Reply marked, put(core, *request.resource, std::move(pod), stored));
        stored = marked.object;
    }
    FLOTILLA_TRY_OUTCOME(const Reply deleted, delete_object(core, request, stored, options));
    Reply reply{201};
    kube::Status status;
    status.success = true;
    status.code = 201;
    reply.value = kube::to_json_value(status);
    reply.durable = deleted.durable;
    return reply;
}

}  // namespace flotilla::cluster

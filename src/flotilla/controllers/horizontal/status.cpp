#include "flotilla/controllers/horizontal/status.hpp"

#include <algorithm>

#include "flotilla/controllers/horizontal/metric_status.hpp"

namespace flotilla::controllers::horizontal {

void apply(
    kube::HorizontalPodAutoscalerStatus& status,
    const policy::hpa::ConditionChange& change,
    std::string message,
    WallTime now
) {
    const std::string_view type = to_string(change.type);
    const std::string_view value = change.is_true ? "True" : "False";
    auto found = std::ranges::find(status.conditions, type, &kube::HorizontalPodAutoscalerCondition::type);
    if (found == status.conditions.end()) {
        found = status.conditions.insert(found, kube::HorizontalPodAutoscalerCondition{});
        found->type = type;
    }
    if (found->status != value) {
        // The API keeps whole seconds: what is written must equal what is read back.
        found->last_transition_time = std::chrono::floor<std::chrono::seconds>(now);
    }
    found->status = value;
    found->reason = to_string(change.reason);
    found->message = std::move(message);
}

std::vector<kube::MetricStatus> current_metrics(
    const kube::HorizontalPodAutoscalerSpec& spec, const policy::hpa::Decision& decision
) {
    std::vector<kube::MetricStatus> metrics;
    if (decision.metrics.size() == spec.metrics.size()) {
        for (std::size_t i = 0; i < spec.metrics.size(); ++i) {
            metrics.push_back(metric_status(spec.metrics[i], decision.metrics[i]));
        }
    }
    return metrics;
}

kube::Json status_patch(const kube::HorizontalPodAutoscalerStatus& status) {
    kube::Json patch(kube::JsonObject{});
    kube::Json& out = kube::place(patch, {"status"});
    out = kube::encode(status);
    out.as_object()["currentReplicas"] = status.current_replicas;
    if (status.current_metrics.empty()) {
        out.as_object()["currentMetrics"] = nullptr;
        return patch;
    }
    for (kube::Json& metric : out.as_object()["currentMetrics"].as_array()) {
        metric.as_object().insert(boost::json::key_value_pair{"type", ""}
        );  // required, and empty where it failed
    }
    return patch;
}

}  // namespace flotilla::controllers::horizontal

#pragma once
#include <string>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/types/autoscaling.gen.hpp"
#include "flotilla/policy/horizontal/hpa/conditions.hpp"
#include "flotilla/policy/horizontal/hpa/decision.hpp"

namespace flotilla::controllers::horizontal {

/// Sets a condition, or adds it behind the others. Its transition time changes with its status only.
void apply(
    kube::HorizontalPodAutoscalerStatus& status,
    const policy::hpa::ConditionChange& change,
    std::string message,
    WallTime now
);

/// status.currentMetrics after a decision. With metrics left out that failed, only the others are there.
std::vector<kube::MetricStatus> current_metrics(
    const kube::HorizontalPodAutoscalerSpec& spec, const policy::hpa::Decision& decision
);

/// A merge patch of the whole status.
kube::Json status_patch(const kube::HorizontalPodAutoscalerStatus& status);

}  // namespace flotilla::controllers::horizontal

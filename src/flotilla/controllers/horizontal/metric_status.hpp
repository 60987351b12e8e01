#pragma once
#include "flotilla/kube/api/types/autoscaling.gen.hpp"
#include "flotilla/policy/horizontal/hpa/decision.hpp"

namespace flotilla::controllers::horizontal {

/// An entry of status.currentMetrics. A metric that failed is one without a type, as upstream writes it.
kube::MetricStatus metric_status(const kube::MetricSpec& spec, const policy::hpa::MetricStatus& status);

}  // namespace flotilla::controllers::horizontal

#pragma once
#include <string>
#include <string_view>

#include "flotilla/kube/api/types/autoscaling.gen.hpp"
#include "flotilla/policy/horizontal/hpa/conditions.hpp"
#include "flotilla/policy/horizontal/hpa/observation.hpp"

/// What conditions and events say: upstream's words.
namespace flotilla::controllers::horizontal {

/// "cpu resource utilization (percentage of request)", "pods metric requests", …
std::string metric_name(const kube::MetricSpec& spec);

/// Why a metric failed, as events of the metric and its condition say it, and as the list of all failures
/// does.
struct MetricError {
    std::string inner;
    std::string outer;
};

/// @param words what the metrics API said, or what the policy's failure is about; may be empty
MetricError metric_error(
    const kube::MetricSpec& spec,
    std::string_view namespace_,
    policy::hpa::FailureKind failure,
    const std::string& words
);

/// The message of a condition whose reason says all there is to say; "" for the others.
std::string_view fixed_message(policy::hpa::ConditionReason reason);

}  // namespace flotilla::controllers::horizontal

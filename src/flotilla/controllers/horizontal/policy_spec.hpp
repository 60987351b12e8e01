#pragma once
#include "flotilla/kube/api/quantity.hpp"
#include "flotilla/kube/api/types/autoscaling.gen.hpp"
#include "flotilla/policy/horizontal/hpa/spec.hpp"

/// HorizontalPodAutoscaler objects (autoscaling/v2) around the pure policy.
namespace flotilla::controllers::horizontal {

/// The policy's form of a spec that the API server has defaulted and validated. What it would have refused
/// becomes a metric that fails.
policy::hpa::Spec policy_spec(const kube::HorizontalPodAutoscalerSpec& spec);

/// A ratio as upstream makes a double of it: the digits of the canonical text times a power of ten.
double ratio_of(const kube::Quantity& quantity);

}  // namespace flotilla::controllers::horizontal

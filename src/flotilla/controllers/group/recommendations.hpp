#pragma once
#include <map>
#include <optional>
#include <string>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/model/observation.hpp"

/// What HPA objects say of their targets, for policies that go by it.
namespace flotilla::controllers::group {

/// By Deployment.
using Recommendations = std::map<std::string, model::Recommendation>;

/// The replicas that an HPA (autoscaling/v2) wants for its Deployment, with the target's name.
///
/// An HPA that scales says so itself: status.desiredReplicas. One whose policies are Disabled both ways says
/// there what its target has already; its wish is worked out from status.currentMetrics by upstream's rule:
/// for every metric ceil(current × value ÷ target), kept inside a dead band of 10 %; the largest of these,
/// within its bounds. A metric without a value forbids to go down.
///
/// Nothing when it does not know (ScalingActive is not True, or its status is of an older spec), and for
/// other kinds of target. The age is the time since its status was written: a controller that is gone must
/// not look as if it still agreed. Source: Kubernetes, horizontal pod autoscaling, "algorithm details".
std::optional<std::pair<std::string, model::Recommendation>> recommendation_of(
    const kube::Json& hpa, WallTime now
);

}  // namespace flotilla::controllers::group

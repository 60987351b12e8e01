#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "flotilla/kube/api/json.hpp"

/// Who else acts on a member: detected and reported, never fought with.
namespace flotilla::controllers::group {

/// Another scaler and its target.
struct OtherScaler {
    std::string kind;  ///< "HorizontalPodAutoscaler" or "ScaledObject"
    std::string name;
    std::string target;  ///< name of the Deployment

    friend auto operator<=>(const OtherScaler&, const OtherScaler&) = default;
};

/// The Deployment that an HPA (autoscaling/v2) acts on; nothing for other kinds of target, and for one whose
/// policies are Disabled in both directions: it only measures.
std::vector<OtherScaler> scalers_of_hpa(const kube::Json& hpa);
/// The same for a KEDA ScaledObject; a paused one does not act. Its target's kind is Deployment unless it
/// says otherwise.
std::vector<OtherScaler> scalers_of_scaled_object(const kube::Json& scaled_object);

/// Whether an HPA's policies are Disabled in both directions.
bool only_measures(const kube::Json& hpa);

/// By member: "HorizontalPodAutoscaler web-hpa, ScaledObject web".
std::map<std::string, std::string> conflicts_of(
    const std::set<std::string>& members, const std::vector<OtherScaler>& scalers
);

}  // namespace flotilla::controllers::group

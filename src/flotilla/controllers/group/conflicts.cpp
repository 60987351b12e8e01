#include "flotilla/controllers/group/conflicts.hpp"

#include <fmt/format.h>

#include "flotilla/kube/api/json_texts.hpp"

namespace flotilla::controllers::group {
namespace {

/// `autoscaling.keda.sh/paused: "true"`, or a fixed count by `paused-replicas`.
bool is_paused(const kube::Json& scaled_object) {
    const kube::JsonObject* annotations = kube::find_object(scaled_object, {"metadata", "annotations"});
    if (annotations == nullptr) {
        return false;
    }
    const auto* paused = annotations->if_contains("autoscaling.keda.sh/paused");
    return annotations->contains("autoscaling.keda.sh/paused-replicas") ||
           (paused != nullptr && paused->is_string() && paused->get_string() == "true");
}

}  // namespace

bool only_measures(const kube::Json& hpa) {
    return kube::find_string(hpa, {"spec", "behavior", "scaleUp", "selectPolicy"}) == "Disabled" &&
           kube::find_string(hpa, {"spec", "behavior", "scaleDown", "selectPolicy"}) == "Disabled";
}

std::vector<OtherScaler> scalers_of_hpa(const kube::Json& hpa) {
    if (kube::text_at(hpa, {"spec", "scaleTargetRef", "kind"}) != "Deployment" || only_measures(hpa)) {
        return {};
    }
    return {
        {"HorizontalPodAutoscaler",
         kube::text_at(hpa, {"metadata", "name"}),
         kube::text_at(hpa, {"spec", "scaleTargetRef", "name"})}
    };
}

std::vector<OtherScaler> scalers_of_scaled_object(const kube::Json& scaled_object) {
    const std::string kind = kube::text_at(scaled_object, {"spec", "scaleTargetRef", "kind"});
    if ((!kind.empty() && kind != "Deployment") || is_paused(scaled_object)) {
        return {};
    }
    return {
        {"ScaledObject",
         kube::text_at(scaled_object, {"metadata", "name"}),
         kube::text_at(scaled_object, {"spec", "scaleTargetRef", "name"})}
    };
}

std::map<std::string, std::string> conflicts_of(
    const std::set<std::string>& members, const std::vector<OtherScaler>& scalers
) {
    std::map<std::string, std::string> conflicts;
    for (const OtherScaler& scaler : scalers) {
        if (members.contains(scaler.target)) {
            std::string& text = conflicts[scaler.target];
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", scaler.kind, scaler.name);
        }
    }
    return conflicts;
}

}  // namespace flotilla::controllers::group

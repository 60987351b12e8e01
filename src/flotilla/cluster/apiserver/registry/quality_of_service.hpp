#pragma once
#include <string_view>

#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster {

/// The class of a pod by its containers' requests and limits: "Guaranteed", "Burstable", "BestEffort".
std::string_view quality_of_service(const kube::Json& pod);

}  // namespace flotilla::cluster

#pragma once
#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"

namespace flotilla::cluster {

/// Counts a request that was answered.
void count_request(Core& core, const RequestInfo& info, int code, Duration took);

/// The text of /metrics.
std::string metrics_text(Core& core);

}  // namespace flotilla::cluster

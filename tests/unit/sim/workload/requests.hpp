#pragma once
#include <map>
#include <string>

#include "flotilla/sim/workload/request.hpp"

/// Requests that read like what a user types.
namespace flotilla::sim::workload {

inline WorkloadRequest request_for(
    std::string type, std::map<std::string, std::string> parameters = {}, std::uint64_t seed = 1
) {
    WorkloadRequest request;
    request.what.type = std::move(type);
    request.what.parameters = std::move(parameters);
    request.seed = seed;
    return request;
}

}  // namespace flotilla::sim::workload

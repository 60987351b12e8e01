#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/model/application/application.hpp"

namespace flotilla::model {

/// What follows from an application by arithmetic: means over the mix of open-loop arrivals, without any
/// queueing.
struct ApplicationProfile {
    struct ServiceProfile {
        std::string name;
        double visits = 0;       ///< per entry request
        double cpu_seconds = 0;  ///< per entry request
        /// Calls per second at which the CPU of one pod is fully used; absent: no limit, or calls without
        /// CPU.
        std::optional<double> saturation_rate;
    };
    double requests_per_task = 0;
    std::map<std::string, double>
        action_share;                      ///< of the entry requests; actions that nobody takes are left out
    std::vector<ServiceProfile> services;  ///< in the application's order
    /// Mean seconds of one entry request alone in the system. Of parallel branches the longest mean counts,
    /// which is too little when they vary; quotas are not in it.
    double zero_load_latency = 0;
    std::map<std::string, double> action_latency;  ///< the same for each action

    [[nodiscard]] const ServiceProfile* find(std::string_view service) const;
};

/// @param application sound, as `checked` gives it
ApplicationProfile profile(const Application& application);

}  // namespace flotilla::model

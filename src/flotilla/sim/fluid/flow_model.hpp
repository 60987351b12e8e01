#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "flotilla/model/application/application.hpp"
#include "flotilla/sim/fluid/pod_curve.hpp"

namespace flotilla::sim::fluid {

/// Calls from one service to another for each visit of the first, in the mean over the mix.
struct Flow {
    std::size_t callee = 0;
    float calls = 0;
};

struct ServiceFlow {
    std::string name;
    float work = 0;           ///< CPU seconds of a visit, mean over the mix; above 0
    float cores = 0;          ///< that one pod may use in the long run
    float request_cores = 0;  ///< that one pod reserves
    float idle_cores = 0;     ///< of a pod without requests
    float boot_cores = 0;     ///< of a pod that starts, in the mean over its start
    float most_waiting = 0;   ///< requests in a pod beyond which they fail
    int initial = 1;
    std::vector<Flow> callees;
    PodCurve curve;
    std::vector<float>
        start_share;  ///< of pods that become ready in the k-th second after they were asked for
};

/// An entry request of one kind.
struct ActionFlow {
    std::string name;
    float share = 0;            ///< of the entry requests
    float latency = 0;          ///< seconds without queueing, hops included
    float variance = 0;         ///< of the delays that no pod curve covers: hops and waits, seconds²
    std::vector<float> visits;  ///< of each service
};

/// An application as flows: what L0 runs on.
struct FlowModel {
    std::vector<ServiceFlow> services;       ///< in the application's order
    std::vector<std::size_t> callers_first;  ///< indices of services, every caller before whom it calls
    std::vector<ActionFlow> actions;
    std::size_t entry = 0;
    float requests_per_task = 1;
    float think_seconds = 0;
    float edge_timeout = 20;
    float slo_seconds = 0.5F;
    float slo_percentile = 95;

    [[nodiscard]] std::size_t index_of(std::string_view service
    ) const;  ///< services.size() when there is none
};

/// @param application sound, as `model::checked` gives it
/// @param node_cores that a pod without a limit may use
FlowModel compile(
    const model::Application& application, const model::Slo& slo, std::uint64_t seed, double node_cores = 8
);

}  // namespace flotilla::sim::fluid

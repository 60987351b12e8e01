#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Stands in for cluster-trace-v2018 of Alibaba: CPU with a daily cycle, memory nearly constant. Parameters:
/// of (container, machine), millicores (4000: the request of a container; machine: 96000), memory-mb (8192;
/// machine: 393216), mean-cpu (share of the request; else drawn), day-ratio (else drawn from 2 to 3), spikes
/// (0.01: share of minutes with two to four times the CPU), restarts-per-day (0.1).
Result<Shape> make_alibaba(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// A base with crowds that come at once and go slowly. Parameters: base (100); each crowd draws its own
/// multiplier (2,10), ramp (10,120 s), hold (60,600 s) and decay (120,600 s) uniformly between the two
/// numbers (one number: always that); onsets in seconds, or per-hour (1: Poisson).
Result<Shape> make_flash_crowd(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

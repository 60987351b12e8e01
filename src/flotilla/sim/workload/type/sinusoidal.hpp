#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// mean × (1 + amplitude sin(2πt/period + phase) + second sin(4πt/period + second-phase)), never below 0.
/// Parameters: mean (100), amplitude (0.5 of the mean), period (3600 s), phase (0 degrees), second (0),
/// second-phase (0 degrees).
Result<Shape> make_sinusoidal(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// One level after the other, from the first again after the last. Parameters: levels (100,200,50), hold (600
/// s, the time of each), order (given, random: drawn anew for each turn), ramp (0, the way from one to the
/// next, at the beginning of its hold).
Result<Shape> make_step(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// A level that changes by chance after every dwell. Parameters: walk (bounded, reflected at low and high; or
/// uniform: every level between them), low (0), high (200), dwell (60 s), change (20: standard deviation of a
/// step of the walk), first (the middle).
Result<Shape> make_random(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Batch analytics: runs of load, supersteps of iterate and shuffle, and idle. Stands in for a private data
/// set of which nothing is known but its columns: fit its parameters from your own file. Parameters: limit
/// (2000 millicores), load, iterate, shuffle, idle (0.2, 0.95, 0.5, 0.02 of the limit), phase-median (95 s),
/// phase-sigma (0.6 of the logarithm), supersteps (3,8: least and greatest), ram-base (512 MB), ram-step (256
/// MB, of each superstep).
Result<Shape> make_arabesque(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

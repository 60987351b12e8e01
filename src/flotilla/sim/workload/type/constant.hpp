#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// One level for ever. Parameter: level (100).
Result<Shape> make_constant(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Stands in for the NASA-HTTP logs of July 1995: about 0.7 requests/s (1.89 million in the month), day to
/// night 4:1. Parameters as in diurnal.hpp.
Result<Shape> make_nasa(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

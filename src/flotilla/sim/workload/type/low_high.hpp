#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Low, then high, and so on. Parameters: low (50), high (200), low-for and high-for (780 s each), or period
/// with duty (the share of it that is high); jitter (0: the relative deviation of each length), ramp (0: of
/// every edge).
Result<Shape> make_low_high(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Stands in for mentions of a name on Twitter: strong days, long memory, and now and then a spike of 30 to
/// 150 times the usual that lasts for minutes. Parameters as in diurnal.hpp, and spikes-per-day (0.02).
Result<Shape> make_twitter(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Stands in for the web site of the football World Cup of 1998: three months with 1.35 billion requests,
/// that is 170 a second. A tournament of 33 days begins on day 41; on its match days two matches bring five
/// to ten times the traffic: a rise of 30 to 60 minutes before the kick-off, another at half-time, a cliff at
/// the end. Parameters as in diurnal.hpp (mean is that of the three months).
Result<Shape> make_worldcup98(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Stands in for the page views of Wikipedia: two harmonics, a slight weekend, little noise. Parameters as in
/// diurnal.hpp.
Result<Shape> make_wikipedia(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

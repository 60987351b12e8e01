#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Stands in for the hours that Autothrottle was judged with (its authors made them from Twitter's and
/// Google's traces): profile diurnal (one wave) or bursty (a surge of some minutes over an uneven level).
/// Parameters: profile, mean (262, 163), span (3600 s: the time of one wave, or of one surge).
Result<Shape> make_autothrottle(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

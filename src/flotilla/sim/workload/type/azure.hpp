#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Stands in for the traces of Azure. Arrivals: the calls of a population of functions (Azure Functions
/// 2019), parameters functions (200, how many there are), top (of them the most called, so many), trigger
/// (only these), hurst, sigma, day-ratio, weekend. Usage: one virtual machine (VM traces 2017 and 2019),
/// parameters cores (4), memory-gb (7), class (interactive, delay-insensitive; else drawn), mean-cpu (share
/// of its cores; else drawn), reading (mean, max of five minutes).
Result<Shape> make_azure(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload

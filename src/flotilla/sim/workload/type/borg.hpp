#pragma once
#include <cstdint>
#include <vector>

#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// Stands in for one instance in Google's cluster traces of 2011 and 2019. Parameters: machine-millicores
/// (64000), machine-mb (262144), mean-cpu (share of the machine; else drawn from a Pareto distribution with
/// tail index 0.7), reading (mean, max of five minutes), growth (of memory, a share an hour; else drawn from
/// 0 to 0.02).
Result<Shape> make_borg(Parameters& parameters, const Grid& grid);

/// What jobs use in their lives, in machine hours: Pareto with tail index 0.69 over twelve orders of
/// magnitude, so that in a month of jobs the largest hundredth uses nearly all (Tirmazi et al., "Borg: the
/// Next Generation", EuroSys'20).
std::vector<double> borg_job_usage(std::size_t count, std::uint64_t seed);

}  // namespace flotilla::sim::workload

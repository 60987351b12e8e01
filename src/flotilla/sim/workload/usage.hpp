#pragma once
#include <vector>

#include "flotilla/base/random.hpp"
#include "flotilla/sim/workload/grid.hpp"

/// What the usage of containers and machines has in common.
namespace flotilla::sim::workload {

/// exp(sigma z − sigma²/2), z an AR(1) process with correlation `correlation` over `scale`, whatever the step
/// is.
std::vector<double> ar1_factors(
    const Grid& grid, Duration scale, double correlation, double sigma, RandomStream& random
);

/// CPU as shares of a limit: none above 1.
void limit_to_one(std::vector<double>& shares);

}  // namespace flotilla::sim::workload

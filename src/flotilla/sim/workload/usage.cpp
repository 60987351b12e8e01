#include "flotilla/sim/workload/usage.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/sim/workload/noise.hpp"

namespace flotilla::sim::workload {

std::vector<double> ar1_factors(
    const Grid& grid, Duration scale, double correlation, double sigma, RandomStream& random
) {
    const double steps = static_cast<double>(grid.step.count()) / static_cast<double>(scale.count());
    std::vector<double> factors = ar1_noise(grid.count, std::pow(correlation, steps), random);
    for (double& factor : factors) {
        factor = std::exp(sigma * factor - 0.5 * sigma * sigma);
    }
    return factors;
}

void limit_to_one(std::vector<double>& shares) {
    for (double& share : shares) {
        share = std::min(share, 1.0);
    }
}

}  // namespace flotilla::sim::workload

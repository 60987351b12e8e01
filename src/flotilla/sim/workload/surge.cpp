#include "flotilla/sim/workload/surge.hpp"

#include <algorithm>
#include <cmath>

namespace flotilla::sim::workload {

double Surge::lift(double at) const {
    const double since = at - onset;
    if (since < 0) {
        return 0;
    }
    if (since < ramp) {
        return height * since / ramp;
    }
    if (since < ramp + hold) {
        return height;
    }
    return decay > 0 ? height * std::exp(-(since - ramp - hold) / decay) : 0;
}

std::vector<double> surge_factors(const Grid& grid, const std::vector<Surge>& surges) {
    std::vector<double> factors(grid.count, 1.0);
    const double step = grid.step_seconds();
    for (const Surge& surge : surges) {
        if (surge.onset >= grid.middle(grid.count)) {
            continue;
        }
        auto i = static_cast<std::size_t>(std::max(0.0, surge.onset / step));
        for (; i < grid.count && grid.middle(i) < surge.end(); ++i) {
            factors[i] += surge.lift(grid.middle(i));
        }
    }
    return factors;
}

}  // namespace flotilla::sim::workload

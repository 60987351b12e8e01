#pragma once
#include <vector>

#include "flotilla/sim/workload/grid.hpp"

namespace flotilla::sim::workload {

/// A rise above the usual: a ramp, a plateau, an exponential decay.
struct Surge {
    double onset = 0;   ///< seconds
    double height = 1;  ///< above the usual: 2 is three times as much
    double ramp = 60;   ///< seconds
    double hold = 300;
    double decay = 300;  ///< time constant; 0 is a cliff

    /// How much is on top at a time: 0 before the onset, `height` on the plateau.
    [[nodiscard]] double lift(double at) const;
    /// From here on it is below a thousandth of its height.
    [[nodiscard]] double end() const { return onset + ramp + hold + 7 * decay; }
};

/// 1 + the lifts of all surges that have begun, for each step.
/// @param surges in any order
std::vector<double> surge_factors(const Grid& grid, const std::vector<Surge>& surges);

}  // namespace flotilla::sim::workload

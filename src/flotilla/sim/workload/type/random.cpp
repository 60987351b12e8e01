#include "flotilla/sim/workload/type/random.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/base/random.hpp"

namespace flotilla::sim::workload {
namespace {

/// Into [low, high], as a ball comes back from walls.
double reflected(double value, double low, double high) {
    const double width = high - low;
    if (width <= 0) {
        return low;
    }
    const double turns = std::fmod(std::abs(value - low), 2 * width);
    return low + (turns > width ? 2 * width - turns : turns);
}

}  // namespace

Result<Shape> make_random(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const std::string walk, parameters.choice("walk", {"bounded", "uniform"}));
    FLOTILLA_TRY(const double low, parameters.not_negative("low", 0));
    FLOTILLA_TRY(const double high, parameters.not_negative("high", 200));
    FLOTILLA_TRY(const Duration dwell, parameters.duration("dwell", std::chrono::minutes{1}));
    FLOTILLA_TRY(const double change, parameters.not_negative("change", 20));
    FLOTILLA_TRY(const double first, parameters.not_negative("first", (low + high) / 2));
    if (low > high || first < low || first > high) {
        return fail(ErrorCode::InvalidArgument, "parameters low, first, high: they must ascend");
    }
    RandomStream random{grid.seed, "workload/random"};
    const double dwell_seconds = std::chrono::duration<double>(dwell).count();
    const bool is_uniform = walk == "uniform";
    double level = is_uniform ? low + (high - low) * random.uniform() : first;
    double until = dwell_seconds;
    return Shape{
        sampled(
            grid,
            [&](double at) {
                for (; at >= until; until += dwell_seconds) {
                    level = is_uniform ? low + (high - low) * random.uniform()
                                       : reflected(level + change * random.normal(), low, high);
                }
                return level;
            }
        ),
        {}
    };
}

}  // namespace flotilla::sim::workload

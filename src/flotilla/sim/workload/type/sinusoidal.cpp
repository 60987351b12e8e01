#include "flotilla/sim/workload/type/sinusoidal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace flotilla::sim::workload {

Result<Shape> make_sinusoidal(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const double mean, parameters.not_negative("mean", 100));
    FLOTILLA_TRY(const double amplitude, parameters.not_negative("amplitude", 0.5));
    FLOTILLA_TRY(const Duration period, parameters.duration("period", std::chrono::hours{1}));
    FLOTILLA_TRY(const double phase, parameters.number("phase", 0));
    FLOTILLA_TRY(const double second, parameters.not_negative("second", 0));
    FLOTILLA_TRY(const double second_phase, parameters.number("second-phase", 0));
    constexpr double kRadians = std::numbers::pi / 180.0;
    const double turn = 2.0 * std::numbers::pi / std::chrono::duration<double>(period).count();
    return Shape{
        sampled(
            grid,
            [&](double seconds) {
                const double first = amplitude * std::sin(turn * seconds + phase * kRadians);
                const double harmonic = second * std::sin(2.0 * turn * seconds + second_phase * kRadians);
                return std::max(0.0, mean * (1.0 + first + harmonic));
            }
        ),
        {}
    };
}

}  // namespace flotilla::sim::workload

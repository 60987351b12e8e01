#include "flotilla/sim/workload/type/step.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/base/random.hpp"

namespace flotilla::sim::workload {
namespace {

/// The levels in the order of their turns, `count` of them.
std::vector<double> turns(
    const std::vector<double>& levels, std::size_t count, bool is_random, std::uint64_t seed
) {
    RandomStream random{seed, "workload/step/order"};
    std::vector<double> order;
    while (order.size() < count) {
        const auto begin = static_cast<std::ptrdiff_t>(order.size());
        order.insert(order.end(), levels.begin(), levels.end());
        for (std::size_t i = levels.size() - 1; is_random && i > 0; --i) {
            const auto other = random.between(0, static_cast<std::int64_t>(i));
            std::swap(
                order[static_cast<std::size_t>(begin) + i], order[static_cast<std::size_t>(begin + other)]
            );
        }
    }
    return order;
}

}  // namespace

Result<Shape> make_step(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const auto levels, parameters.not_negatives("levels", {100, 200, 50}));
    FLOTILLA_TRY(const Duration hold, parameters.duration("hold", std::chrono::minutes{10}));
    FLOTILLA_TRY(const std::string order, parameters.choice("order", {"given", "random"}));
    FLOTILLA_TRY(const Duration ramp, parameters.duration_or_none("ramp", Duration{0}));
    if (ramp > hold) {
        return fail(ErrorCode::InvalidArgument, "parameter ramp: it must not be longer than hold");
    }
    const double hold_seconds = std::chrono::duration<double>(hold).count();
    const double ramp_seconds = std::chrono::duration<double>(ramp).count();
    const auto count = static_cast<std::size_t>(grid.middle(grid.count) / hold_seconds) + 1;
    const std::vector<double> at = turns(levels, count, order == "random", grid.seed);
    return Shape{
        sampled(
            grid,
            [&](double seconds) {
                const auto turn = static_cast<std::size_t>(seconds / hold_seconds);
                const double since = seconds - static_cast<double>(turn) * hold_seconds;
                if (turn == 0 || since >= ramp_seconds) {
                    return at[turn];
                }
                return at[turn - 1] + (at[turn] - at[turn - 1]) * since / ramp_seconds;
            }
        ),
        {}
    };
}

}  // namespace flotilla::sim::workload

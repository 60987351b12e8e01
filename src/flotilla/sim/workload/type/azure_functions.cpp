#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/ranges.h>

#include "flotilla/sim/workload/azure_population.hpp"
#include "flotilla/sim/workload/detail/azure.hpp"
#include "flotilla/sim/workload/distributions.hpp"
#include "flotilla/sim/workload/diurnal.hpp"
#include "flotilla/sim/workload/surge.hpp"

namespace flotilla::sim::workload::detail {
namespace {

constexpr double kDay = 86400;

/// A timer calls once a period, all in the second that it is due.
void add_timer(std::vector<double>& rates, const Grid& grid, double period_seconds, double phase) {
    const double step = grid.step_seconds();
    for (double at = phase * period_seconds; at < grid.middle(grid.count); at += period_seconds) {
        const auto index = static_cast<std::size_t>(at / step);
        if (index < rates.size()) {
            rates[index] += 1.0 / step;
        }
    }
}

/// Half of the other functions have a burst in a day: two to ten times the usual for some minutes.
std::vector<Surge> bursts(const Grid& grid, RandomStream& random) {
    constexpr double kBurstsADay = 0.5;
    std::vector<Surge> made;
    double at = exponential(random) * kDay / kBurstsADay;
    for (; at < grid.middle(grid.count); at += exponential(random) * kDay / kBurstsADay) {
        Surge burst;
        burst.onset = at;
        burst.height = 1 + 8 * random.uniform();
        burst.ramp = 60;
        burst.hold = 60 + 240 * random.uniform();
        burst.decay = 60;
        made.push_back(burst);
    }
    return made;
}

void add_function(
    std::vector<double>& rates,
    const Grid& grid,
    const AzureFunction& function,
    const DiurnalOptions& usual,
    std::size_t number
) {
    const std::string concern = fmt::format("workload/azure/{}", number);
    RandomStream random{grid.seed, concern};
    if (function.trigger == Trigger::Timer) {
        add_timer(rates, grid, function.period_minutes * 60, random.uniform());
        return;
    }
    DiurnalOptions options = usual;
    options.mean = function.calls_a_day / kDay;
    if (function.trigger != Trigger::Http) {
        options.day.ratio = 1;
        options.day.weekend = 0;
    }
    if (options.mean < 1.0 / 60) {
        options.sigma = 0;  // too rare for its noise to be seen
    }
    const auto own = diurnal_rates(grid, options, concern);
    const auto burst = surge_factors(grid, bursts(grid, random));
    for (std::size_t i = 0; i < rates.size(); ++i) {
        rates[i] += own[i] * burst[i];
    }
}

}  // namespace

Result<Shape> make_azure_functions(Parameters& parameters, const Grid& grid) {
    DiurnalOptions usual;
    usual.day.peak_hour = 14;
    usual.day.weekend = -0.25;
    FLOTILLA_TRY(usual.day.ratio, parameters.within("day-ratio", 1, 100, 2));
    FLOTILLA_TRY(usual.day.weekend, parameters.within("weekend", -0.99, 10, -0.25));
    FLOTILLA_TRY(usual.hurst, parameters.within("hurst", 0.01, 0.99, 0.8));
    FLOTILLA_TRY(usual.sigma, parameters.within("sigma", 0, 5, 0.25));
    FLOTILLA_TRY(const std::int64_t count, parameters.whole("functions", 200));
    FLOTILLA_TRY(const std::int64_t top, parameters.whole("top", count));
    const std::string trigger = parameters.text("trigger", "");
    const auto known = std::find(kTriggerNames.begin(), kTriggerNames.end(), trigger);
    if (!trigger.empty() && known == kTriggerNames.end()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("parameter trigger: \"{}\" is not one of {}", trigger, fmt::join(kTriggerNames, ", "))
        );
    }
    if (count < 1 || count > 100'000) {
        return fail(ErrorCode::InvalidArgument, "parameter functions: it must be from 1 to 100000");
    }
    auto functions = azure_population(static_cast<std::size_t>(count), grid.seed);
    if (!trigger.empty()) {
        const auto wanted = static_cast<Trigger>(known - kTriggerNames.begin());
        std::erase_if(functions, [wanted](const AzureFunction& function) {
            return function.trigger != wanted;
        });
    }
    std::stable_sort(
        functions.begin(),
        functions.end(),
        [](const AzureFunction& left, const AzureFunction& right) {
            return left.calls_a_day > right.calls_a_day;
        }
    );
    functions.resize(std::min(functions.size(), static_cast<std::size_t>(top)));
    Shape shape{std::vector<double>(grid.count, 0.0), {}};
    for (std::size_t i = 0; i < functions.size(); ++i) {
        add_function(shape.values, grid, functions[i], usual, i);
    }
    return shape;
}

}  // namespace flotilla::sim::workload::detail

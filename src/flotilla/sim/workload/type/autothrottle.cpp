#include "flotilla/sim/workload/type/autothrottle.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "flotilla/sim/workload/diurnal.hpp"
#include "flotilla/sim/workload/noise.hpp"
#include "flotilla/sim/workload/surge.hpp"

namespace flotilla::sim::workload {
namespace {

std::vector<double> diurnal_hour(const Grid& grid, double mean, Duration span) {
    DiurnalOptions options;
    options.mean = mean;
    options.day.day = span;
    options.day.ratio = 1.95;
    options.day.peak_hour = 11;
    options.day.second = 0.1;
    options.day.second_hour = 11;
    options.sigma = 0.03;
    return diurnal_rates(grid, options, "workload/autothrottle");
}

/// One surge a span, somewhere in its middle.
std::vector<Surge> surges(const Grid& grid, double span) {
    RandomStream random{grid.seed, "workload/autothrottle/surges"};
    std::vector<Surge> made;
    for (double begin = 0; begin < grid.middle(grid.count); begin += span) {
        Surge surge;
        surge.onset = begin + (0.2 + 0.4 * random.uniform()) * span;
        surge.height = 2.2 + 0.8 * random.uniform();
        surge.ramp = 0.12 * span;
        surge.hold = 0.04 * span;
        surge.decay = 0.05 * span;
        made.push_back(surge);
    }
    return made;
}

std::vector<double> bursty_hour(const Grid& grid, double mean, Duration span) {
    RandomStream random{grid.seed, "workload/autothrottle/level"};
    std::vector<double> rates = scaled_noise(grid, span / 30, 0.7, 0.15, random);
    const auto factors = surge_factors(grid, surges(grid, std::chrono::duration<double>(span).count()));
    std::transform(rates.begin(), rates.end(), factors.begin(), rates.begin(), std::multiplies<>{});
    constexpr double kMeanFactor = 1.37;  // 1 + 2.6 × (half of the ramp + hold + decay) of the span
    for (double& rate : rates) {
        rate *= mean / kMeanFactor;
    }
    return rates;
}

}  // namespace

Result<Shape> make_autothrottle(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const std::string profile, parameters.choice("profile", {"diurnal", "bursty"}));
    const bool is_diurnal = profile == "diurnal";
    FLOTILLA_TRY(const double mean, parameters.not_negative("mean", is_diurnal ? 262 : 163));
    FLOTILLA_TRY(const Duration span, parameters.duration("span", std::chrono::hours{1}));
    if (span < std::chrono::seconds{1}) {
        return fail(ErrorCode::InvalidArgument, "parameter span: it must be a second or more");
    }
    return Shape{is_diurnal ? diurnal_hour(grid, mean, span) : bursty_hour(grid, mean, span), {}};
}

}  // namespace flotilla::sim::workload

#include "flotilla/sim/workload/type/twitter.hpp"

#include <algorithm>
#include <functional>

#include "flotilla/sim/workload/distributions.hpp"
#include "flotilla/sim/workload/diurnal.hpp"
#include "flotilla/sim/workload/surge.hpp"

namespace flotilla::sim::workload {
namespace {

/// 30 and 157 times the mean are the greatest values of the two public series of mentions (NAB, AMZN and
/// AAPL).
constexpr double kLeastSpike = 30;
constexpr double kGreatestSpike = 150;

std::vector<Surge> spikes(const Grid& grid, double day_seconds, double per_day) {
    RandomStream random{grid.seed, "workload/twitter/spikes"};
    std::vector<Surge> made;
    double at = 0;
    while (per_day > 0) {
        at += exponential(random) * day_seconds / per_day;
        if (at >= grid.middle(grid.count)) {
            break;
        }
        const double minute = day_seconds / 1440;
        Surge spike;
        spike.onset = at;
        spike.height = log_uniform(random, kLeastSpike, kGreatestSpike) - 1;
        spike.ramp = 2 * minute;
        spike.hold = 6 * minute;
        spike.decay = 5 * minute;
        made.push_back(spike);
    }
    return made;
}

}  // namespace

Result<Shape> make_twitter(Parameters& parameters, const Grid& grid) {
    DiurnalOptions usual;
    usual.mean = 60;
    usual.day.ratio = 4;
    usual.day.peak_hour = 16;
    usual.day.second = 0.2;
    usual.day.second_hour = 16;
    usual.hurst = 0.95;
    usual.sigma = 0.38;
    FLOTILLA_TRY(const DiurnalOptions options, read_diurnal(parameters, usual));
    FLOTILLA_TRY(const double per_day, parameters.within("spikes-per-day", 0, 1000, 0.02));
    std::vector<double> rates = diurnal_rates(grid, options, "workload/twitter");
    const double day_seconds = std::chrono::duration<double>(options.day.day).count();
    const auto factors = surge_factors(grid, spikes(grid, day_seconds, per_day));
    std::transform(rates.begin(), rates.end(), factors.begin(), rates.begin(), std::multiplies<>{});
    return Shape{std::move(rates), {}};
}

}  // namespace flotilla::sim::workload

#include "flotilla/sim/workload/type/worldcup98.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "flotilla/base/statistics.hpp"
#include "flotilla/sim/workload/diurnal.hpp"
#include "flotilla/sim/workload/surge.hpp"

namespace flotilla::sim::workload {
namespace {

constexpr int kDays = 92;
constexpr int kFirstMatchDay = 41;
constexpr int kLastMatchDay = 73;
constexpr double kHour = 3600;
constexpr double kKickOffs[] = {17.5 * kHour, 21 * kHour};
constexpr double kHalf = 47 * 60;
constexpr double kMatch = 110 * 60;

/// The site's own growth: little before, most during the tournament, little after.
double interest(double day) {
    if (day < kFirstMatchDay) {
        return 0.15 + 0.85 * std::exp((day - kFirstMatchDay) / 12.0);
    }
    return day <= kLastMatchDay + 1 ? 1.0 : 0.15 + 0.85 * std::exp(-(day - kLastMatchDay - 1) / 3.0);
}

void add_match(std::vector<Surge>& matches, double kick_off, RandomStream& random) {
    const double height = 4 + 5 * random.uniform();
    const double ramp = (30 + 30 * random.uniform()) * 60;
    Surge before;
    before.onset = kick_off - ramp;
    before.height = 0.7 * height;
    before.ramp = ramp;
    before.hold = kMatch;
    before.decay = 0;
    matches.push_back(before);
    Surge half_time;
    half_time.onset = kick_off + kHalf - 5 * 60;
    half_time.height = 0.3 * height;
    half_time.ramp = 5 * 60;
    half_time.hold = 15 * 60;
    half_time.decay = 10 * 60;
    matches.push_back(half_time);
}

std::vector<Surge> matches(std::uint64_t seed, double day_seconds) {
    RandomStream random{seed, "workload/worldcup98/matches"};
    std::vector<Surge> made;
    for (int day = kFirstMatchDay; day <= kLastMatchDay; ++day) {
        if (random.uniform() < 0.2) {
            continue;  // a day of rest
        }
        for (const double kick_off : kKickOffs) {
            add_match(made, day * 24 * kHour + kick_off, random);
        }
    }
    const double compression = day_seconds / (24 * kHour);
    for (Surge& surge : made) {
        for (double* time : {&surge.onset, &surge.ramp, &surge.hold, &surge.decay}) {
            *time *= compression;
        }
    }
    return made;
}

/// Days, interest and matches on any grid, without noise.
std::vector<double> course(
    const Grid& grid, const DiurnalOptions& options, const std::vector<Surge>& surges
) {
    const DayShape day{options.day};
    const double day_seconds = std::chrono::duration<double>(options.day.day).count();
    std::vector<double> values = surge_factors(grid, surges);
    for (std::size_t i = 0; i < grid.count; ++i) {
        const double at = grid.middle(i);
        values[i] *= day(at) * interest(at / day_seconds);
    }
    return values;
}

}  // namespace

Result<Shape> make_worldcup98(Parameters& parameters, const Grid& grid) {
    DiurnalOptions usual;
    usual.mean = 170;
    usual.day.ratio = 3;
    usual.day.peak_hour = 18;
    usual.sigma = 0.15;
    FLOTILLA_TRY(DiurnalOptions options, read_diurnal(parameters, usual));
    const auto surges = matches(grid.seed, std::chrono::duration<double>(options.day.day).count());

    // The mean is that of the whole: a series may be any part of it.
    Grid whole = grid;
    whole.step = options.day.day / 1440;
    whole.count = static_cast<std::size_t>(kDays) * 1440;
    const std::vector<double> all = course(whole, options, surges);
    const double mean = mean_of(all);

    std::vector<double> rates = course(grid, options, surges);
    options.mean *= 1.0 / mean;
    options.day.ratio = 1;
    options.day.weekend = 0;
    const std::vector<double> noise = diurnal_rates(grid, options, "workload/worldcup98");
    std::transform(rates.begin(), rates.end(), noise.begin(), rates.begin(), std::multiplies<>{});
    return Shape{std::move(rates), {}};
}

}  // namespace flotilla::sim::workload

#include "flotilla/sim/workload/diurnal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "flotilla/sim/workload/noise.hpp"

namespace flotilla::sim::workload {
namespace {

/// Below this factor no day falls, whatever ratio and second harmonic are asked for.
constexpr double kFloor = 0.01;
constexpr int kNoiseScalesADay = 288;  // five minutes of 24 hours

}  // namespace

DayShape::DayShape(const DayOptions& options)
    : options_(options), day_seconds_(std::chrono::duration<double>(options.day).count()) {
    constexpr int kSamples = 1440;
    double least = 0;
    double greatest = 0;
    for (int i = 0; i < kSamples; ++i) {
        const double value = wave(day_seconds_ * i / kSamples);
        least = std::min(least, value);
        greatest = std::max(greatest, value);
    }
    // (1 + a greatest) / (1 + a least) = ratio
    amplitude_ = (options_.ratio - 1.0) / (greatest - options_.ratio * least);
}

double DayShape::wave(double seconds) const {
    const double turn = 2.0 * std::numbers::pi;
    const double hours = seconds / day_seconds_ * 24.0;
    const double first = std::cos(turn * (hours - options_.peak_hour) / 24.0);
    return first + options_.second * std::cos(2.0 * turn * (hours - options_.second_hour) / 24.0);
}

double DayShape::operator()(double seconds) const {
    const auto day = static_cast<std::int64_t>(seconds / day_seconds_);
    const double of_week = day % 7 >= 5 ? 1.0 + options_.weekend : 1.0;
    return of_week * std::max(kFloor, 1.0 + amplitude_ * wave(seconds));
}

Result<DiurnalOptions> read_diurnal(Parameters& parameters, const DiurnalOptions& otherwise) {
    DiurnalOptions read = otherwise;
    FLOTILLA_TRY(read.mean, parameters.not_negative("mean", otherwise.mean));
    FLOTILLA_TRY(read.day.ratio, parameters.within("day-ratio", 1, 100, otherwise.day.ratio));
    FLOTILLA_TRY(read.day.peak_hour, parameters.within("peak-hour", 0, 24, otherwise.day.peak_hour));
    FLOTILLA_TRY(read.day.second, parameters.within("second", 0, 1, otherwise.day.second));
    FLOTILLA_TRY(read.day.second_hour, parameters.within("second-hour", 0, 24, otherwise.day.second_hour));
    FLOTILLA_TRY(read.day.weekend, parameters.within("weekend", -0.99, 10, otherwise.day.weekend));
    FLOTILLA_TRY(read.day.day, parameters.duration("day", otherwise.day.day));
    FLOTILLA_TRY(read.hurst, parameters.within("hurst", 0.01, 0.99, otherwise.hurst));
    FLOTILLA_TRY(read.sigma, parameters.within("sigma", 0, 5, otherwise.sigma));
    FLOTILLA_TRY(read.jitter, parameters.within("jitter", 0, 5, otherwise.jitter));
    return read;
}

std::vector<double> diurnal_rates(
    const Grid& grid, const DiurnalOptions& options, const std::string& concern
) {
    const DayShape day{options.day};
    std::vector<double> rates = sampled(grid, [&](double seconds) { return options.mean * day(seconds); });
    if (options.sigma > 0) {
        RandomStream random{grid.seed, concern + "/slow"};
        const auto slow =
            scaled_noise(grid, options.day.day / kNoiseScalesADay, options.hurst, options.sigma, random);
        std::transform(rates.begin(), rates.end(), slow.begin(), rates.begin(), std::multiplies<>{});
    }
    if (options.jitter > 0) {
        RandomStream random{grid.seed, concern + "/jitter"};
        NoiseOptions white;
        white.kind = NoiseKind::Lognormal;
        white.sigma = options.jitter;
        const auto own = noise_factors(white, grid.count, random);
        std::transform(rates.begin(), rates.end(), own.begin(), rates.begin(), std::multiplies<>{});
    }
    return rates;
}

}  // namespace flotilla::sim::workload

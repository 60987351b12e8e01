#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>

#include "flotilla/base/statistics.hpp"
#include "flotilla/sim/workload/fit/estimators.hpp"
#include "flotilla/sim/workload/statistics.hpp"

namespace flotilla::sim::workload {
namespace {

using model::WorkloadSeries;

constexpr double kDay = 86400;
constexpr double kSpike = 20;  // times the median

/// What the days of a series are like.
struct Days {
    double mean = 0;
    double ratio = 1;
    double peak_hour = 0;
    double second = 0;
    double second_hour = 0;
    double weekend = 0;
    double hurst = 0.5;
    double sigma = 0;  ///< of the residual's logarithm over five minutes
    double spikes_a_day = 0;
};

/// Whether a step lies on the sixth or seventh day: by the calendar where it is known, else from a Monday on.
bool is_weekend(const WorkloadSeries& series, std::size_t step) {
    const Duration since = series.step * static_cast<Duration::rep>(step);
    if (series.start) {
        const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(*series.start + since)};
        return day == std::chrono::Saturday || day == std::chrono::Sunday;
    }
    return std::chrono::floor<std::chrono::days>(since).count() % 7 >= 5;
}

/// Hours since midnight at the middle of a step.
double hour_of(const WorkloadSeries& series, std::size_t step) {
    const double begin = series.start
                             ? std::chrono::duration<double>(
                                   *series.start - std::chrono::floor<std::chrono::days>(*series.start)
                               )
                                   .count()
                             : 0.0;
    const double at =
        begin + (static_cast<double>(step) + 0.5) * std::chrono::duration<double>(series.step).count();
    return std::fmod(at, kDay) / 3600;
}

/// Amplitude over the mean and hour of the peak of a harmonic, over whole days: there least squares is the
/// projection.
struct Harmonic {
    double amplitude = 0;
    double peak_hour = 0;
};

Harmonic harmonic(const WorkloadSeries& series, const std::vector<double>& values, double mean, int number) {
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double angle = 2.0 * std::numbers::pi * number * hour_of(series, i) / 24.0;
        sum += (values[i] - mean) * std::polar(1.0, angle);
    }
    sum *= 2.0 / static_cast<double>(values.size());
    const double hour = std::arg(sum) / (2.0 * std::numbers::pi) * 24.0 / number;
    return {std::abs(sum) / mean, hour < 0 ? hour + 24.0 / number : hour};
}

double wave(const Harmonic& first, const Harmonic& second, double hour) {
    constexpr double kTurn = 2.0 * std::numbers::pi;
    return 1.0 + first.amplitude * std::cos(kTurn * (hour - first.peak_hour) / 24.0) +
           second.amplitude * std::cos(2.0 * kTurn * (hour - second.peak_hour) / 24.0);
}

/// Greatest over least of the fitted day.
double ratio_of(const Harmonic& first, const Harmonic& second) {
    double least = 1;
    double greatest = 1;
    for (int minute = 0; minute < 1440; ++minute) {
        const double value = wave(first, second, minute / 60.0);
        least = std::min(least, value);
        greatest = std::max(greatest, value);
    }
    return std::clamp(greatest / std::max(least, 0.01), 1.0, 100.0);
}

/// Spikes down to where they begin, and how many there were.
double flatten_spikes(std::vector<double>& values) {
    std::vector<double> ordered = values;
    const auto middle = ordered.begin() + static_cast<std::ptrdiff_t>(ordered.size() / 2);
    std::nth_element(ordered.begin(), middle, ordered.end());
    const double limit = kSpike * *middle;
    double count = 0;
    bool is_above = false;
    for (double& value : values) {
        count += value > limit && !is_above ? 1 : 0;
        is_above = value > limit;
        value = is_above ? *middle : value;
    }
    return count;
}

double weekend_change(const WorkloadSeries& series, const std::vector<double>& values) {
    double sums[2] = {0, 0};
    double counts[2] = {0, 0};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const int of_week = is_weekend(series, i) ? 1 : 0;
        sums[of_week] += values[i];
        counts[of_week] += 1;
    }
    const bool is_known =
        counts[1] > 0 && counts[0] > 0 && sums[0] > 0 && values.size() * series.step >= std::chrono::days{7};
    return is_known ? std::clamp(sums[1] / counts[1] / (sums[0] / counts[0]) - 1.0, -0.99, 10.0) : 0.0;
}

/// Spread and memory of what the days do not explain. A step shorter or longer than five minutes is brought
/// to them by the Hurst exponent.
void fit_residual(
    const WorkloadSeries& series,
    const std::vector<double>& values,
    const Harmonic& first,
    const Harmonic& second,
    Days& days
) {
    std::vector<double> residual;
    std::vector<double> logarithm;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double of_week = is_weekend(series, i) ? 1.0 + days.weekend : 1.0;
        const double explained =
            days.mean * of_week * std::max(0.01, wave(first, second, hour_of(series, i)));
        residual.push_back(values[i] / explained);
        logarithm.push_back(std::log(std::max(values[i] / explained, 0.01)));
    }
    days.hurst = std::clamp(hurst_exponent(residual).value_or(0.5), 0.05, 0.99);
    const double steps = std::chrono::duration<double>(series.step) / std::chrono::minutes{5};
    const double of_step = std::sqrt(variance_of(logarithm));
    days.sigma = std::min(5.0, of_step * std::pow(std::max(steps, 1.0), 1.0 - days.hurst));
}

Result<Days> days_of(const WorkloadSeries& series, bool has_spikes) {
    const auto steps_a_day = static_cast<std::size_t>(std::chrono::days{1} / series.step);
    const std::size_t days = steps_a_day == 0 ? 0 : series.values.size() / steps_a_day;
    if (days < 2) {
        return fail(ErrorCode::InvalidArgument, "days are estimated from at least two of them");
    }
    std::vector<double> values = series.values;
    values.resize(days * steps_a_day);
    Days made;
    made.spikes_a_day = has_spikes ? flatten_spikes(values) / static_cast<double>(days) : 0;
    made.mean = mean_of(values);
    if (made.mean <= 0) {
        return fail(ErrorCode::InvalidArgument, "the series is 0 throughout");
    }
    const Harmonic first = harmonic(series, values, made.mean, 1);
    const Harmonic second = harmonic(series, values, made.mean, 2);
    made.ratio = ratio_of(first, second);
    made.peak_hour = first.peak_hour;
    made.second = first.amplitude > 0 ? std::min(1.0, second.amplitude / first.amplitude) : 0;
    made.second_hour = second.peak_hour;
    made.weekend = weekend_change(series, values);
    fit_residual(series, values, first, second, made);
    return made;
}

FittedParameters parameters_of(const Days& days) {
    // The mean of the type is that of a working day.
    const double working = days.mean / (1.0 + days.weekend * 2.0 / 7.0);
    return {
        {"mean", parameter_of(working)},
        {"day-ratio", parameter_of(days.ratio)},
        {"peak-hour", parameter_of(days.peak_hour)},
        {"second", parameter_of(days.second)},
        {"second-hour", parameter_of(days.second_hour)},
        {"weekend", parameter_of(days.weekend)},
        {"hurst", parameter_of(days.hurst)},
        {"sigma", parameter_of(days.sigma)},
    };
}

}  // namespace

Result<FittedParameters> fit_diurnal(const WorkloadSeries& series) {
    FLOTILLA_TRY(const Days days, days_of(series, false));
    return parameters_of(days);
}

Result<FittedParameters> fit_twitter(const WorkloadSeries& series) {
    FLOTILLA_TRY(const Days days, days_of(series, true));
    FittedParameters parameters = parameters_of(days);
    parameters["spikes-per-day"] = parameter_of(days.spikes_a_day);
    return parameters;
}

Result<FittedParameters> fit_azure(const WorkloadSeries& series) {
    if (series.kind == model::SeriesKind::Usage) {
        const double greatest = *std::max_element(series.values.begin(), series.values.end());
        const double cores = std::max(1.0, std::ceil(greatest / 1000));
        const double mean = mean_of(series.values);
        return FittedParameters{
            {"cores", parameter_of(cores)},
            {"memory-gb",
             parameter_of(
                 std::max(0.001, *std::max_element(series.memory_mb.begin(), series.memory_mb.end()) / 1024)
             )},
            {"mean-cpu", parameter_of(mean / (cores * 1000))},
        };
    }
    FLOTILLA_TRY(const Days days, days_of(series, false));
    return FittedParameters{
        {"day-ratio", parameter_of(days.ratio)},
        {"weekend", parameter_of(days.weekend)},
        {"hurst", parameter_of(days.hurst)},
        {"sigma", parameter_of(days.sigma)},
    };
}

Result<FittedParameters> fit_alibaba(const WorkloadSeries& series) {
    FLOTILLA_TRY(const Days days, days_of(series, false));
    const double request =
        std::max(1.0, std::ceil(*std::max_element(series.values.begin(), series.values.end())));
    const double memory = std::max(1.0, *std::max_element(series.memory_mb.begin(), series.memory_mb.end()));
    return FittedParameters{
        {"millicores", parameter_of(request)},
        {"mean-cpu", parameter_of(days.mean / request)},
        {"day-ratio", parameter_of(days.ratio)},
        {"memory-mb", parameter_of(memory)},
    };
}

}  // namespace flotilla::sim::workload

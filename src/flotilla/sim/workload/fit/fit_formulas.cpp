#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "flotilla/base/statistics.hpp"
#include "flotilla/sim/workload/fit/estimators.hpp"

namespace flotilla::sim::workload {
namespace {

using model::WorkloadSeries;

double median_of(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::string seconds_text(double seconds) {
    return fmt::format("{:.5g}s", seconds);
}

double step_seconds(const WorkloadSeries& series) {
    return std::chrono::duration<double>(series.step).count();
}

/// The component of a wave that has `turns` periods in the series.
std::complex<double> component(const std::vector<double>& values, double mean, double turns) {
    std::complex<double> sum = 0;
    const double angle = -2.0 * std::numbers::pi * turns / static_cast<double>(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += (values[i] - mean) * std::polar(1.0, angle * (static_cast<double>(i) + 0.5));
    }
    return 2.0 * sum / static_cast<double>(values.size());
}

/// At most 2048 block means, so that the periodogram stays quick.
std::vector<double> shortened(const std::vector<double>& values) {
    constexpr std::size_t kMost = 2048;
    const std::size_t block = (values.size() + kMost - 1) / kMost;
    std::vector<double> means;
    for (std::size_t begin = 0; begin + block <= values.size(); begin += block) {
        double sum = 0;
        for (std::size_t i = begin; i < begin + block; ++i) {
            sum += values[i];
        }
        means.push_back(sum / static_cast<double>(block));
    }
    return means;
}

/// A stretch of steps on one side of a threshold.
struct Run {
    bool is_above = false;
    std::size_t length = 0;
    double peak = 0;
};

std::vector<Run> runs_of(const std::vector<double>& values, double threshold) {
    std::vector<Run> runs;
    for (const double value : values) {
        const bool is_above = value > threshold;
        if (runs.empty() || runs.back().is_above != is_above) {
            runs.push_back({is_above, 0, 0});
        }
        ++runs.back().length;
        runs.back().peak = std::max(runs.back().peak, value);
    }
    return runs;
}

/// Mean length of the runs on one side; the first and the last are cut off and do not count when there are
/// others.
double mean_length(const std::vector<Run>& runs, bool is_above) {
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const bool is_cut = runs.size() > 4 && (i == 0 || i + 1 == runs.size());
        if (runs[i].is_above == is_above && !is_cut) {
            sum += static_cast<double>(runs[i].length);
            count += 1;
        }
    }
    return count > 0 ? sum / count : 1;
}

}  // namespace

FittedParameters fit_constant(const WorkloadSeries& series) {
    return {{"level", parameter_of(mean_of(series.values))}};
}

Result<FittedParameters> fit_sinusoidal(const WorkloadSeries& series) {
    const std::vector<double> values = shortened(series.values);
    const double mean = mean_of(values);
    if (values.size() < 8 || mean <= 0) {
        return fail(ErrorCode::InvalidArgument, "a wave needs at least eight steps and a mean above 0");
    }
    double turns = 1;
    for (double candidate = 1; candidate <= static_cast<double>(values.size()) / 4; candidate += 0.5) {
        if (std::abs(component(values, mean, candidate)) > std::abs(component(values, mean, turns))) {
            turns = candidate;
        }
    }
    const auto first = component(series.values, mean_of(series.values), turns);
    const auto second = component(series.values, mean_of(series.values), 2 * turns);
    const double period = step_seconds(series) * static_cast<double>(series.values.size()) / turns;
    // A sine of phase p has the component exp(i (p - 90°)).
    const auto phase = [](std::complex<double> wave) {
        return parameter_of(std::fmod(std::arg(wave) * 180.0 / std::numbers::pi + 450.0, 360.0));
    };
    return FittedParameters{
        {"mean", parameter_of(mean)},
        {"amplitude", parameter_of(std::abs(first) / mean)},
        {"period", seconds_text(period)},
        {"phase", phase(first)},
        {"second", parameter_of(std::abs(second) / mean)},
        {"second-phase", phase(second)},
    };
}

Result<FittedParameters> fit_low_high(const WorkloadSeries& series) {
    const auto [least, greatest] = std::minmax_element(series.values.begin(), series.values.end());
    double low = *least;
    double high = *greatest;
    if (low == high) {
        return fail(ErrorCode::InvalidArgument, "the series has one level only");
    }
    for (int round = 0; round < 50; ++round) {
        const double threshold = (low + high) / 2;
        double sums[2] = {0, 0};
        double counts[2] = {0, 0};
        for (const double value : series.values) {
            sums[value > threshold ? 1 : 0] += value;
            counts[value > threshold ? 1 : 0] += 1;
        }
        low = sums[0] / counts[0];
        high = sums[1] / counts[1];
    }
    const auto runs = runs_of(series.values, (low + high) / 2);
    return FittedParameters{
        {"low", parameter_of(low)},
        {"high", parameter_of(high)},
        {"low-for", seconds_text(mean_length(runs, false) * step_seconds(series))},
        {"high-for", seconds_text(mean_length(runs, true) * step_seconds(series))},
    };
}

FittedParameters fit_random(const WorkloadSeries& series) {
    const auto [least, greatest] = std::minmax_element(series.values.begin(), series.values.end());
    double square = 0;
    for (std::size_t i = 1; i < series.values.size(); ++i) {
        square += std::pow(series.values[i] - series.values[i - 1], 2);
    }
    const double changes = std::max<double>(1, static_cast<double>(series.values.size()) - 1);
    return {
        {"low", parameter_of(*least)},
        {"high", parameter_of(*greatest)},
        {"first", parameter_of(series.values.front())},
        {"dwell", seconds_text(step_seconds(series))},
        {"change", parameter_of(std::sqrt(square / changes))},
    };
}

Result<FittedParameters> fit_flash_crowd(const WorkloadSeries& series) {
    const double base = median_of(series.values);
    if (base <= 0) {
        return fail(ErrorCode::InvalidArgument, "more than half of the steps are 0: there is no base");
    }
    double least = INFINITY;
    double greatest = 1;
    double crowds = 0;
    for (const Run& run : runs_of(series.values, 1.5 * base)) {
        if (run.is_above) {
            crowds += 1;
            least = std::min(least, run.peak / base);
            greatest = std::max(greatest, run.peak / base);
        }
    }
    const double hours = step_seconds(series) * static_cast<double>(series.values.size()) / 3600;
    return FittedParameters{
        {"base", parameter_of(base)},
        {"multiplier", fmt::format("{:.5g},{:.5g}", std::min(least, greatest), greatest)},
        {"per-hour", parameter_of(crowds / hours)},
    };
}

}  // namespace flotilla::sim::workload

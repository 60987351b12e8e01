#include "flotilla/sim/workload/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "flotilla/base/statistics.hpp"

namespace flotilla::sim::workload {
namespace {

constexpr std::size_t kLeastForHurst = 100;
constexpr double kBurst = 3;  // times the median

std::size_t count_runs_above(const std::vector<double>& values, double limit) {
    std::size_t runs = 0;
    bool is_above = false;
    for (const double value : values) {
        runs += value > limit && !is_above ? 1 : 0;
        is_above = value > limit;
    }
    return runs;
}

/// Means of consecutive blocks; what is left at the end belongs to none.
std::vector<double> block_means(const std::vector<double>& values, std::size_t size) {
    std::vector<double> means(values.size() / size);
    for (std::size_t i = 0; i < means.size(); ++i) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i * size);
        means[i] = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(size), 0.0) /
                   static_cast<double>(size);
    }
    return means;
}

/// The mean day: one value a step of it.
std::vector<double> daily_profile(const std::vector<double>& values, std::size_t day) {
    std::vector<double> profile(day, 0.0);
    const std::size_t days = values.size() / day;
    for (std::size_t i = 0; i < days * day; ++i) {
        profile[i % day] += values[i] / static_cast<double>(days);
    }
    return profile;
}

void add_daily(
    SeriesStatistics& statistics, const std::vector<double>& values, std::size_t day, double variance
) {
    if (day < 2 || values.size() < 2 * day || variance <= 0) {
        return;
    }
    statistics.lag_day = autocorrelation(values, day);
    const std::vector<double> profile = daily_profile(values, day);
    const double mean = mean_of(profile);
    statistics.daily_share = variance_of(profile) / variance;
    if (mean > 0) {
        statistics.profile_max = *std::max_element(profile.begin(), profile.end()) / mean;
        statistics.profile_min = *std::min_element(profile.begin(), profile.end()) / mean;
    }
}

std::vector<double> increments(const std::vector<double>& values) {
    const double mean = mean_of(values);
    std::vector<double> made;
    for (std::size_t i = 1; i < values.size(); ++i) {
        made.push_back((values[i] - values[i - 1]) / (mean > 0 ? mean : 1));
    }
    return made;
}

std::string text_of(std::optional<double> value) {
    return value ? fmt::format("{:.4g}", *value) : "-";
}

}  // namespace

std::optional<double> autocorrelation(const std::vector<double>& values, std::size_t lag) {
    if (values.size() < lag + 2) {
        return std::nullopt;
    }
    const double mean = mean_of(values);
    double product = 0;
    double square = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        square += (values[i] - mean) * (values[i] - mean);
        if (i >= lag) {
            product += (values[i] - mean) * (values[i - lag] - mean);
        }
    }
    return square > 0 ? std::optional{product / square} : std::nullopt;
}

std::optional<double> hurst_exponent(const std::vector<double>& values) {
    if (values.size() < kLeastForHurst) {
        return std::nullopt;
    }
    double count = 0;
    double sum_x = 0;
    double sum_y = 0;
    double sum_xx = 0;
    double sum_xy = 0;
    for (std::size_t size = 1; size <= values.size() / 10; size += std::max<std::size_t>(1, size / 2)) {
        const std::vector<double> means = block_means(values, size);
        const double variance = variance_of(means);
        if (variance > 0) {
            const double x = std::log(static_cast<double>(size));
            const double y = std::log(variance);
            count += 1;
            sum_x += x;
            sum_y += y;
            sum_xx += x * x;
            sum_xy += x * y;
        }
    }
    if (count < 3) {
        return std::nullopt;
    }
    const double slope = (count * sum_xy - sum_x * sum_y) / (count * sum_xx - sum_x * sum_x);
    return 1.0 + slope / 2.0;
}

SeriesStatistics statistics_of(const std::vector<double>& values, Duration step, Duration day) {
    SeriesStatistics made;
    made.steps = values.size();
    made.mean = mean_of(values);
    const double variance = variance_of(values);
    std::vector<double> ascending = values;
    std::sort(ascending.begin(), ascending.end());
    if (made.mean > 0) {
        made.cv = std::sqrt(variance) / made.mean;
        made.p50_over_mean = quantile(ascending, 0.5) / made.mean;
        made.p95_over_mean = quantile(ascending, 0.95) / made.mean;
        made.p99_over_mean = quantile(ascending, 0.99) / made.mean;
        made.max_over_mean = ascending.back() / made.mean;
        made.min_over_mean = ascending.front() / made.mean;
    }
    made.lag_one = autocorrelation(values, 1);
    made.hurst = hurst_exponent(values);
    made.bursts = count_runs_above(values, kBurst * quantile(ascending, 0.5));
    add_daily(made, values, static_cast<std::size_t>(day / step), variance);
    return made;
}

double kolmogorov_smirnov(std::vector<double> left, std::vector<double> right) {
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    double largest = 0;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < left.size() && j < right.size()) {
        const double value = std::min(left[i], right[j]);
        while (i < left.size() && left[i] == value) {
            ++i;
        }
        while (j < right.size() && right[j] == value) {
            ++j;
        }
        const double distance = static_cast<double>(i) / static_cast<double>(left.size()) -
                                static_cast<double>(j) / static_cast<double>(right.size());
        largest = std::max(largest, std::abs(distance));
    }
    return largest;
}

double increment_distance(const std::vector<double>& left, const std::vector<double>& right) {
    if (left.size() < 2 || right.size() < 2) {
        return 1;
    }
    return kolmogorov_smirnov(increments(left), increments(right));
}

std::vector<StatisticsRow> to_rows(const SeriesStatistics& statistics) {
    return {
        {"steps", fmt::format("{}", statistics.steps)},
        {"mean", text_of(statistics.mean)},
        {"cv", text_of(statistics.cv)},
        {"p50/mean", text_of(statistics.p50_over_mean)},
        {"p95/mean", text_of(statistics.p95_over_mean)},
        {"p99/mean", text_of(statistics.p99_over_mean)},
        {"max/mean", text_of(statistics.max_over_mean)},
        {"min/mean", text_of(statistics.min_over_mean)},
        {"lag 1", text_of(statistics.lag_one)},
        {"lag 1 day", text_of(statistics.lag_day)},
        {"daily share", text_of(statistics.daily_share)},
        {"daily max/mean", text_of(statistics.profile_max)},
        {"daily min/mean", text_of(statistics.profile_min)},
        {"Hurst", text_of(statistics.hurst)},
        {"bursts", fmt::format("{}", statistics.bursts)},
    };
}

}  // namespace flotilla::sim::workload

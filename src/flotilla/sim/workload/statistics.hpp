#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/model/workload_series.hpp"

/// What a series is like, in figures that do not depend on its scale.
namespace flotilla::sim::workload {

struct SeriesStatistics {
    std::size_t steps = 0;
    double mean = 0;
    double cv = 0;  ///< standard deviation over mean
    double p50_over_mean = 0;
    double p95_over_mean = 0;
    double p99_over_mean = 0;
    double max_over_mean = 0;
    double min_over_mean = 0;
    std::optional<double> lag_one;      ///< autocorrelation; absent for a constant
    std::optional<double> lag_day;      ///< the same at a day; absent for less than two days
    std::optional<double> daily_share;  ///< of the variance, explained by the time of day; absent as above
    std::optional<double> profile_max;  ///< of the mean day, over the mean; absent as above
    std::optional<double> profile_min;
    std::optional<double> hurst;  ///< by aggregated variance; absent below 100 steps or for a constant
    std::size_t bursts = 0;       ///< runs of steps above three times the median

    friend bool operator==(const SeriesStatistics&, const SeriesStatistics&) = default;
};

/// @param values one a step, not empty; @param day how long a day lasts in it
SeriesStatistics statistics_of(
    const std::vector<double>& values, Duration step, Duration day = std::chrono::hours{24}
);

/// Slope of log variance against log block size, plus 2, over 2: Taqqu, Teverovsky, Willinger, "Estimators
/// for long-range dependence" (1995). Block sizes grow by half from 1 to a tenth of the series.
std::optional<double> hurst_exponent(const std::vector<double>& values);

/// Autocorrelation at a lag; absent when the values are constant or too few.
std::optional<double> autocorrelation(const std::vector<double>& values, std::size_t lag);

/// The largest distance between the empirical distributions of two samples, in [0, 1] (Kolmogorov and
/// Smirnov). Neither is empty.
double kolmogorov_smirnov(std::vector<double> left, std::vector<double> right);

/// The distance of the increments from step to step, each over its series' mean. 1 when one has a single
/// step.
double increment_distance(const std::vector<double>& left, const std::vector<double>& right);

/// Names and values as a report prints them, in its order; "-" for what is absent.
struct StatisticsRow {
    std::string_view name;
    std::string value;
};
std::vector<StatisticsRow> to_rows(const SeriesStatistics& statistics);

}  // namespace flotilla::sim::workload

#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "flotilla/base/time.hpp"

namespace flotilla::policy::forecast {

/// Weights of the newest value, each in [0, 1], and the shape of the season.
struct HoltWintersSettings {
    double level = 0.7;
    double trend = 0.3;
    double season = 0.3;
    double damping = 0.95;  ///< of the trend for each step ahead; 1 = none
    Duration step = std::chrono::seconds{30};
    std::size_t period = 0;  ///< steps of one season; 0 = no season

    friend bool operator==(const HoltWintersSettings&, const HoltWintersSettings&) = default;
};

/// Triple exponential smoothing with a damped trend and an additive season: what it knows so far.
///
///     level  = a (y − season) + (1 − a)(level + d · trend)
///     trend  = b (level − level before) + (1 − b) d · trend
///     season = g (y − level) + (1 − g) season
///
/// The first period is taken without a season; at its end the season begins as the distance of each step
/// from the period's mean. Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd
/// edition, sections 8.2 and 8.3.
struct HoltWinters {
    double level = 0;
    double trend = 0;
    std::vector<double> season;        ///< one a step of the period; empty until it is known
    std::vector<double> first_period;  ///< what the season will begin with
    std::uint64_t steps = 0;           ///< finished so far

    std::int64_t current_step = 0;  ///< the step that is being averaged
    double sum = 0;                 ///< of the rates in it
    std::uint64_t count = 0;

    /// Takes a rate into the step that `at` falls in. A finished step counts with the mean of its rates;
    /// steps without a rate take part with what was forecast for them (at most one period, or a thousand). A
    /// time before the current step begins anew.
    void learn(const HoltWintersSettings& settings, Duration at, double rate);

    /// The rate `ahead` after the current step; before a step is finished, the mean of the current one. Never
    /// negative.
    [[nodiscard]] double forecast(const HoltWintersSettings& settings, Duration ahead) const;

    friend bool operator==(const HoltWinters&, const HoltWinters&) = default;

private:
    void begin_season();
    void finish(const HoltWintersSettings& settings, double value);
    [[nodiscard]] double seasonal(const HoltWintersSettings& settings, std::uint64_t step) const;
};

}  // namespace flotilla::policy::forecast

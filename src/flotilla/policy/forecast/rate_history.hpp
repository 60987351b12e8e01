#pragma once
#include <vector>

#include "flotilla/base/time.hpp"

/// Forecasts of a rate from its own past: values and functions of values.
namespace flotilla::policy::forecast {

/// A rate as it was at one moment.
struct RatePoint {
    Duration at{0};
    double rate = 0;  ///< 1/s; finite, 0 or more

    friend bool operator==(const RatePoint&, const RatePoint&) = default;
};

/// The points of the last `window`, oldest first.
struct RateHistory {
    std::vector<RatePoint> points;

    /// Appends a point and drops what is older than `window` before it. A time before the last point's means
    /// that the time line began anew: the past is dropped. A second point of the same moment replaces the
    /// first.
    void remember(RatePoint point, Duration window);
    /// The largest rate; 0 without points.
    [[nodiscard]] double peak() const;

    friend bool operator==(const RateHistory&, const RateHistory&) = default;
};

/// The rate `ahead` after the last point on the least-squares line through the history; the last rate when
/// the points span no time, 0 without points. Never negative.
double linear_forecast(const RateHistory& history, Duration ahead);

}  // namespace flotilla::policy::forecast

#include "flotilla/policy/forecast/rate_history.hpp"

#include <algorithm>

namespace flotilla::policy::forecast {
namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

void RateHistory::remember(RatePoint point, Duration window) {
    if (!points.empty() && point.at < points.back().at) {
        points.clear();
    }
    if (!points.empty() && point.at == points.back().at) {
        points.pop_back();
    }
    points.push_back(point);
    const auto kept = std::find_if(points.begin(), points.end(), [&](const RatePoint& old) {
        return seconds(point.at) - seconds(old.at) <= seconds(window);
    });
    points.erase(points.begin(), kept);
}

double RateHistory::peak() const {
    double largest = 0;
    for (const RatePoint& point : points) {
        largest = std::max(largest, point.rate);
    }
    return largest;
}

double linear_forecast(const RateHistory& history, Duration ahead) {
    if (history.points.empty()) {
        return 0;
    }
    const RatePoint& last = history.points.back();
    double mean_time = 0;  // relative to the last point, so that large origins lose no digits
    double mean_rate = 0;
    const auto count = static_cast<double>(history.points.size());
    for (const RatePoint& point : history.points) {
        mean_time += (seconds(point.at) - seconds(last.at)) / count;
        mean_rate += point.rate / count;
    }
    double spread = 0;
    double together = 0;
    for (const RatePoint& point : history.points) {
        const double time = seconds(point.at) - seconds(last.at) - mean_time;
        spread += time * time;
        together += time * (point.rate - mean_rate);
    }
    if (!(spread > 0)) {
        return last.rate;
    }
    return std::max(0.0, mean_rate + together / spread * (seconds(ahead) - mean_time));
}

}  // namespace flotilla::policy::forecast

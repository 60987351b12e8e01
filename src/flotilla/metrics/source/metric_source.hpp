#pragma once
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"

/// Where measurements come from. A gap is a point that is not there, an error is an error; neither is ever 0.
namespace flotilla::metrics {

struct Point {
    WallTime time{};   ///< when it was measured, by the source's clock
    double value = 0;  ///< finite

    [[nodiscard]] Duration age(WallTime now) const { return now - time; }
    friend bool operator==(const Point&, const Point&) = default;
};

/// One time series: its labels, and its points in the order of time.
struct Series {
    std::map<std::string, std::string> labels;
    std::vector<Point> points;

    friend bool operator==(const Series&, const Series&) = default;
};

/// `name{a="b",c="d"}`; "{}" without any label.
std::string series_name(const Series& series);

struct RangeQuery {
    std::string query;  ///< in the source's own language
    WallTime from{};
    WallTime to{};
    Duration step = std::chrono::seconds{15};  ///< between two points; above 0
};

class MetricSource {
public:
    MetricSource() = default;
    MetricSource(const MetricSource&) = delete;
    MetricSource& operator=(const MetricSource&) = delete;
    virtual ~MetricSource() = default;

    /// The series that a query matches, with a point at each step at which there is a value. Empty where none
    /// matches. InvalidArgument: the source does not understand the query. Unavailable, DeadlineExceeded: it
    /// cannot be reached, or does not work.
    virtual boost::asio::awaitable<Result<std::vector<Series>>> range(RangeQuery query) = 0;
};

}  // namespace flotilla::metrics

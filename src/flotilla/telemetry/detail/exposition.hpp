#pragma once
#include <string>
#include <string_view>

#include "flotilla/telemetry/detail/family.hpp"

/// The text of metrics, in the two formats that Prometheus reads.
namespace flotilla::telemetry::detail {

/// The HELP and TYPE lines of a family. OpenMetrics names a counter's family without its _total.
void append_header(
    std::string& out, std::string_view name, std::string_view help, MetricType type, bool is_openmetrics
);
/// The sample lines of one series.
void append_series(std::string& out, std::string_view name, const Labels& labels, const Series& series);

}  // namespace flotilla::telemetry::detail

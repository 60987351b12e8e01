#pragma once
#include <string_view>

#include "flotilla/io/http/transport.hpp"
#include "flotilla/metrics/source/metric_source.hpp"

namespace flotilla::metrics {

/// The matrix of a query_range answer (HTTP API v1). NaN and infinite values are gaps: nothing was measured.
/// InvalidArgument: Prometheus refused the query, in its words. Unavailable: it failed, or this is no such
/// answer.
Result<std::vector<Series>> parse_range_answer(std::string_view body);

/// A Prometheus, through its HTTP API.
class PrometheusSource final : public MetricSource {
public:
    /// @param transport  to its address; outlives this
    explicit PrometheusSource(io::http::Transport& transport) : transport_{transport} {}

    boost::asio::awaitable<Result<std::vector<Series>>> range(RangeQuery query) override;

private:
    io::http::Transport& transport_;
};

}  // namespace flotilla::metrics

#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/metrics/source/metric_source.hpp"

namespace flotilla::metrics {

/// Series as a table: `time` (RFC 3339 in UTC, with milliseconds where there are any) and one column a
/// series, whose name is its header. An empty cell is a gap.
std::string to_csv(const std::vector<Series>& series);

/// The other way round; each column becomes a series with the one label `__name__`. InvalidArgument, with the
/// line: no header, another number of cells, no time, times that do not rise, a cell that is no finite
/// number.
Result<std::vector<Series>> parse_csv(std::string_view text);

/// Series that were recorded before, from such a table: a query is the name of a column, or "" for all of
/// them.
class CsvSource final : public MetricSource {
public:
    explicit CsvSource(std::vector<Series> series) : series_{std::move(series)} {}

    /// The recorded points within the range; the step is that of the recording. NotFound: no such column.
    boost::asio::awaitable<Result<std::vector<Series>>> range(RangeQuery query) override;

private:
    std::vector<Series> series_;
};

}  // namespace flotilla::metrics

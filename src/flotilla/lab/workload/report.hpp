#pragma once
#include <map>
#include <string>
#include <vector>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/model/workload_series.hpp"
#include "flotilla/sim/workload/request.hpp"
#include "flotilla/sim/workload/statistics.hpp"

/// What is written about a series: summary, table, picture.
namespace flotilla::lab::workload {

/// The figures by name; what is absent is left out.
kube::Json to_json(const sim::workload::SeriesStatistics& statistics);

/// A table for terminals: a figure a line, a column for each series.
struct Column {
    std::string head;
    sim::workload::SeriesStatistics statistics;
};
std::string to_table(const std::vector<Column>& columns);

/// One line that says what it is: kind, steps, length, source.
std::string described(const model::WorkloadSeries& series);

std::string to_svg(const model::WorkloadSeries& series);
/// Several of one kind in one picture, by their names. InvalidArgument: kinds differ.
Result<std::string> to_svg(
    const std::vector<model::WorkloadSeries>& all, const std::vector<std::string>& names
);

/// series.csv, config.json, plot.svg, summary.json.
std::map<std::string, std::string> output_files(
    const sim::workload::WorkloadRequest& request, const model::WorkloadSeries& series
);

}  // namespace flotilla::lab::workload

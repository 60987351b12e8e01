#pragma once
#include <string>
#include <vector>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/model/workload_series.hpp"

/// A series as text: a comment with what it is, a head line, a row a step.
namespace flotilla::lab::workload {

/// What stands before the JSON in the first line.
inline constexpr std::string_view kSeriesMark = "# flotilla-workload ";

/// "t_s,rps", "t_s,users" or "timestamp,cpu_millicores,ram_mb".
std::vector<std::string_view> columns_of(model::SeriesKind kind);

/// "requests/s", "users" or "millicores, MB".
std::string_view unit_of(model::SeriesKind kind);

/// Times are seconds from the start; those of usage are RFC 3339 when the start is known. A step of which no
/// sample was taken has empty cells.
std::string to_csv(const model::WorkloadSeries& series);

/// What the first line says: type, source, seed, parameters, kind, unit, step.
kube::Json header_json(const model::WorkloadSeries& series);
/// Puts the figures of a header into a series. InvalidArgument names the key.
Result<void> read_header(std::string_view json, model::WorkloadSeries& series);

}  // namespace flotilla::lab::workload

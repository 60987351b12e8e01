#pragma once
#include <map>
#include <string>
#include <string_view>

#include "flotilla/model/workload_series.hpp"

/// Parameters of a type, estimated from a series.
namespace flotilla::sim::workload {

using FittedParameters = std::map<std::string, std::string>;

/// InvalidArgument: the type has none to estimate (the message lists those that have), its kind is another,
/// or the series is too short for them.
Result<FittedParameters> fit(std::string_view type, const model::WorkloadSeries& series);

}  // namespace flotilla::sim::workload

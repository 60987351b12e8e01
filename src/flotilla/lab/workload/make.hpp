#pragma once
#include "flotilla/sim/workload/request.hpp"

namespace flotilla::lab::workload {

/// The series of a request, whose parts may be files. InvalidArgument and NotFound name file and line.
Result<model::WorkloadSeries> make_series(const sim::workload::WorkloadRequest& request);

/// A series from a file that this program wrote, from the folder that it wrote it to, or from any file with
/// the columns of one.
Result<model::WorkloadSeries> read_series(const std::string& path);

}  // namespace flotilla::lab::workload

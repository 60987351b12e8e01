#pragma once
#include "flotilla/base/result.hpp"
#include "flotilla/cli/workload_run.hpp"
#include "flotilla/sim/workload/request.hpp"

namespace flotilla::cli {

/// What the arguments ask for: the configuration, then the type, then the flags.
Result<sim::workload::WorkloadRequest> request_of(const WorkloadArguments& arguments);

}  // namespace flotilla::cli

#pragma once
#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

/// The two halves of type azure.
namespace flotilla::sim::workload::detail {

Result<Shape> make_azure_functions(Parameters& parameters, const Grid& grid);
Result<Shape> make_azure_vm(Parameters& parameters, const Grid& grid);

}  // namespace flotilla::sim::workload::detail

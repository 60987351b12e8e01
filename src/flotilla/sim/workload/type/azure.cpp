#include "flotilla/sim/workload/type/azure.hpp"

#include "flotilla/sim/workload/detail/azure.hpp"

namespace flotilla::sim::workload {

Result<Shape> make_azure(Parameters& parameters, const Grid& grid) {
    return grid.kind == model::SeriesKind::Usage ? detail::make_azure_vm(parameters, grid)
                                                 : detail::make_azure_functions(parameters, grid);
}

}  // namespace flotilla::sim::workload

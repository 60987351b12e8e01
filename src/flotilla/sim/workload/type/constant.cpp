#include "flotilla/sim/workload/type/constant.hpp"

namespace flotilla::sim::workload {

Result<Shape> make_constant(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const double level, parameters.not_negative("level", 100));
    return Shape{std::vector<double>(grid.count, level), {}};
}

}  // namespace flotilla::sim::workload

#include "flotilla/sim/workload/type/nasa.hpp"

#include "flotilla/sim/workload/diurnal.hpp"

namespace flotilla::sim::workload {

Result<Shape> make_nasa(Parameters& parameters, const Grid& grid) {
    DiurnalOptions usual;
    usual.mean = 0.7;
    usual.day.ratio = 4;
    usual.day.peak_hour = 14;
    usual.day.second = 0.15;
    usual.day.second_hour = 11;
    usual.day.weekend = -0.35;
    FLOTILLA_TRY(const DiurnalOptions options, read_diurnal(parameters, usual));
    return Shape{diurnal_rates(grid, options, "workload/nasa"), {}};
}

}  // namespace flotilla::sim::workload

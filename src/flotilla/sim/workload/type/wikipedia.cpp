#include "flotilla/sim/workload/type/wikipedia.hpp"

#include "flotilla/sim/workload/diurnal.hpp"

namespace flotilla::sim::workload {

Result<Shape> make_wikipedia(Parameters& parameters, const Grid& grid) {
    DiurnalOptions usual;
    usual.mean = 1000;
    usual.day.ratio = 2.2;
    usual.day.peak_hour = 17;
    usual.day.second = 0.15;
    usual.day.second_hour = 1;
    usual.day.weekend = -0.08;
    usual.hurst = 0.9;
    usual.sigma = 0.09;
    usual.jitter = 0.06;
    FLOTILLA_TRY(const DiurnalOptions options, read_diurnal(parameters, usual));
    return Shape{diurnal_rates(grid, options, "workload/wikipedia"), {}};
}

}  // namespace flotilla::sim::workload

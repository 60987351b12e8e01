#include <algorithm>
#include <cmath>

#include "flotilla/sim/workload/detail/azure.hpp"
#include "flotilla/sim/workload/distributions.hpp"
#include "flotilla/sim/workload/diurnal.hpp"
#include "flotilla/sim/workload/usage.hpp"

namespace flotilla::sim::workload::detail {
namespace {

constexpr double kInteractiveShare = 0.3;
constexpr Duration kReading = std::chrono::minutes{5};

/// Of a day with one harmonic of that amplitude.
double ratio_of(double amplitude) {
    return (1 + amplitude) / (1 - amplitude);
}

}  // namespace

Result<Shape> make_azure_vm(Parameters& parameters, const Grid& grid) {
    RandomStream random{grid.seed, "workload/azure/vm"};
    const double drawn_mean = beta(random, 0.8, 4.5);
    const bool is_drawn_interactive = random.uniform() < kInteractiveShare;
    const double amplitude = 0.3 + 0.3 * random.uniform();

    FLOTILLA_TRY(const double cores, parameters.positive("cores", 4));
    FLOTILLA_TRY(const double memory_gb, parameters.positive("memory-gb", 7));
    FLOTILLA_TRY(
        const std::string vm_class, parameters.choice("class", {"drawn", "interactive", "delay-insensitive"})
    );
    FLOTILLA_TRY(const double mean, parameters.within("mean-cpu", 0, 1, drawn_mean));
    FLOTILLA_TRY(const std::string reading, parameters.choice("reading", {"mean", "max"}));
    const bool is_interactive = vm_class == "drawn" ? is_drawn_interactive : vm_class == "interactive";

    DayOptions day;
    day.ratio = is_interactive ? ratio_of(amplitude) : 1;
    day.peak_hour = 14;
    const DayShape shape{day};
    std::vector<double> cpu = ar1_factors(grid, kReading, 0.9, 0.3, random);
    for (std::size_t i = 0; i < grid.count; ++i) {
        cpu[i] *= mean * shape(grid.middle(i));
    }
    if (reading == "max") {
        for (double& value : cpu) {
            value *= 1 + lognormal(random, std::log(0.4), 0.6);
        }
    }
    limit_to_one(cpu);
    for (double& value : cpu) {
        value *= cores * 1000;
    }
    return Shape{std::move(cpu), std::vector<double>(grid.count, memory_gb * 1024)};
}

}  // namespace flotilla::sim::workload::detail

#include "flotilla/sim/workload/type/borg.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/base/random.hpp"
#include "flotilla/sim/workload/distributions.hpp"
#include "flotilla/sim/workload/usage.hpp"

namespace flotilla::sim::workload {
namespace {

constexpr Duration kWindow = std::chrono::minutes{5};
constexpr double kSawtoothShare = 0.1;

/// Shares of the machine: a plateau that grows slowly; for one in ten it falls back now and then, as a cache
/// is emptied.
std::vector<double> memory_of(const Grid& grid, double growth_an_hour, RandomStream& random) {
    const double plateau = 0.01 + 0.1 * random.uniform();
    const bool is_sawtooth = random.uniform() < kSawtoothShare;
    const double tooth = is_sawtooth ? 4 * 3600 * (0.5 + random.uniform()) : INFINITY;
    return sampled(grid, [&](double at) {
        const double since = is_sawtooth ? std::fmod(at, tooth) : at;
        const double grown = is_sawtooth ? 1.0 + 0.5 * since / tooth : 1.0 + growth_an_hour * since / 3600;
        return std::min(1.0, plateau * grown * (1.0 + 0.003 * random.normal()));
    });
}

}  // namespace

std::vector<double> borg_job_usage(std::size_t count, std::uint64_t seed) {
    RandomStream random{seed, "workload/borg/jobs"};
    std::vector<double> usage(count);
    for (double& hours : usage) {
        hours = truncated_pareto(random, 0.69, 1e-6, 1e6);
    }
    return usage;
}

Result<Shape> make_borg(Parameters& parameters, const Grid& grid) {
    RandomStream random{grid.seed, "workload/borg"};
    const double drawn_mean = truncated_pareto(random, 0.7, 0.001, 1.0);
    const double drawn_growth = 0.02 * random.uniform();
    FLOTILLA_TRY(const double machine_millicores, parameters.positive("machine-millicores", 64000));
    FLOTILLA_TRY(const double machine_mb, parameters.positive("machine-mb", 262144));
    FLOTILLA_TRY(const double mean, parameters.within("mean-cpu", 0, 1, drawn_mean));
    FLOTILLA_TRY(const double growth, parameters.within("growth", 0, 10, drawn_growth));
    FLOTILLA_TRY(const std::string reading, parameters.choice("reading", {"mean", "max"}));

    std::vector<double> cpu = ar1_factors(grid, kWindow, 0.8, 0.35, random);
    for (double& value : cpu) {
        value *= mean;
    }
    if (reading == "max") {
        for (double& value : cpu) {
            value *= 1 + lognormal(random, std::log(0.6) - 0.125, 0.5);  // mean 1.6
        }
    }
    limit_to_one(cpu);
    for (double& value : cpu) {
        value *= machine_millicores;
    }
    RandomStream memory_random{grid.seed, "workload/borg/memory"};
    std::vector<double> memory = memory_of(grid, growth, memory_random);
    for (double& value : memory) {
        value *= machine_mb;
    }
    return Shape{std::move(cpu), std::move(memory)};
}

}  // namespace flotilla::sim::workload

#include "flotilla/sim/workload/type/alibaba.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/sim/workload/distributions.hpp"
#include "flotilla/sim/workload/diurnal.hpp"
#include "flotilla/sim/workload/usage.hpp"

namespace flotilla::sim::workload {
namespace {

constexpr Duration kMinute = std::chrono::minutes{1};
constexpr double kDay = 86400;

/// What one container or machine is like.
struct Subject {
    double mean_cpu = 0;  ///< share of its request
    double day_ratio = 1;
    double peak_hour = 0;
    double sigma = 0;     ///< of the AR(1) noise of the logarithm
    double spikes = 0;    ///< share of minutes
    double memory = 0;    ///< share of its size
    double restarts = 0;  ///< a day
};

Subject container(RandomStream& random) {
    Subject drawn;
    drawn.mean_cpu = std::min(0.9, lognormal(random, std::log(0.08), 0.9));
    drawn.day_ratio = 2 + random.uniform();
    drawn.peak_hour = 20;
    drawn.sigma = 0.2;
    drawn.spikes = 0.01;
    drawn.memory = beta(random, 8, 3);
    drawn.restarts = 0.1;
    return drawn;
}

/// Machines run batch work at night: 40 to 50 % early in the day, less later; more than half of the memory is
/// taken (Cheng et al., 2018).
Subject machine(RandomStream& random) {
    Subject drawn;
    drawn.mean_cpu = 0.36 + 0.04 * random.uniform();
    drawn.day_ratio = 1.7;
    drawn.peak_hour = 4;
    drawn.sigma = 0.12;
    drawn.memory = 0.55 + 0.35 * random.uniform();
    return drawn;
}

void add_spikes(std::vector<double>& cpu, const Grid& grid, double share, RandomStream& random) {
    const auto steps_a_minute = std::max<std::size_t>(1, static_cast<std::size_t>(kMinute / grid.step));
    for (std::size_t begin = 0; begin < cpu.size(); begin += steps_a_minute) {
        if (random.uniform() < share) {
            const double factor = 2 + 2 * random.uniform();
            for (std::size_t i = begin; i < std::min(cpu.size(), begin + steps_a_minute); ++i) {
                cpu[i] *= factor;
            }
        }
    }
}

/// A level with little noise; after a restart it grows back by the logarithm of time within ten minutes.
std::vector<double> memory_of(const Grid& grid, const Subject& subject, double size, RandomStream& random) {
    constexpr double kNoise = 0.005;
    constexpr double kRamp = 600;
    double next = subject.restarts > 0 ? exponential(random) * kDay / subject.restarts : INFINITY;
    double last = -kDay;
    return sampled(grid, [&](double at) {
        while (at >= next) {
            last = next;
            next += exponential(random) * kDay / subject.restarts;
        }
        const double since = at - last;
        const double grown = since < kRamp ? 0.4 + 0.6 * std::log1p(since) / std::log1p(kRamp) : 1.0;
        return std::max(0.0, size * subject.memory * grown * (1 + kNoise * random.normal()));
    });
}

}  // namespace

Result<Shape> make_alibaba(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const std::string of, parameters.choice("of", {"container", "machine"}));
    const bool is_machine = of == "machine";
    RandomStream random{grid.seed, "workload/alibaba"};
    Subject subject = is_machine ? machine(random) : container(random);
    FLOTILLA_TRY(const double millicores, parameters.positive("millicores", is_machine ? 96000 : 4000));
    FLOTILLA_TRY(const double memory_mb, parameters.positive("memory-mb", is_machine ? 393216 : 8192));
    FLOTILLA_TRY(subject.mean_cpu, parameters.within("mean-cpu", 0, 1, subject.mean_cpu));
    FLOTILLA_TRY(subject.day_ratio, parameters.within("day-ratio", 1, 100, subject.day_ratio));
    FLOTILLA_TRY(subject.spikes, parameters.within("spikes", 0, 1, subject.spikes));
    FLOTILLA_TRY(subject.restarts, parameters.within("restarts-per-day", 0, 1000, subject.restarts));

    DayOptions day;
    day.ratio = subject.day_ratio;
    day.peak_hour = subject.peak_hour;
    const DayShape shape{day};
    std::vector<double> cpu = ar1_factors(grid, kMinute, 0.85, subject.sigma, random);
    for (std::size_t i = 0; i < grid.count; ++i) {
        cpu[i] *= subject.mean_cpu * shape(grid.middle(i));
    }
    add_spikes(cpu, grid, subject.spikes, random);
    limit_to_one(cpu);
    for (double& value : cpu) {
        value *= millicores;
    }
    RandomStream memory_random{grid.seed, "workload/alibaba/memory"};
    return Shape{std::move(cpu), memory_of(grid, subject, memory_mb, memory_random)};
}

}  // namespace flotilla::sim::workload

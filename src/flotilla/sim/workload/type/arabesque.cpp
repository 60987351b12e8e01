#include "flotilla/sim/workload/type/arabesque.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/base/random.hpp"
#include "flotilla/sim/workload/distributions.hpp"

namespace flotilla::sim::workload {
namespace {

struct Levels {
    double load = 0;
    double iterate = 0;
    double shuffle = 0;
    double idle = 0;
};

struct Options {
    double limit = 0;
    Levels cpu;
    double phase_mu = 0;
    double phase_sigma = 0;
    std::int64_t least_supersteps = 0;
    std::int64_t most_supersteps = 0;
    double ram_base = 0;
    double ram_step = 0;
};

/// One stretch of time with the same CPU; memory goes from one level to another.
struct Phase {
    double end = 0;
    double cpu = 0;
    double ram_from = 0;
    double ram_to = 0;
};

class Runs {
public:
    Runs(const Options& options, std::uint64_t seed)
        : options_(options), random_(seed, "workload/arabesque") {}

    /// Phases one after the other up to a time.
    std::vector<Phase> until(double end) {
        while (now_ < end) {
            add(options_.cpu.load, options_.ram_step);
            const std::int64_t supersteps =
                random_.between(options_.least_supersteps, options_.most_supersteps);
            for (std::int64_t i = 0; i < supersteps; ++i) {
                add(options_.cpu.iterate, options_.ram_step);
                add(options_.cpu.shuffle, 0);
            }
            add(options_.cpu.idle, options_.ram_base - ram_);  // what the run held goes at its end
        }
        return std::move(phases_);
    }

private:
    void add(double cpu, double ram_change) {
        // Between 30 s and 300 s whatever is drawn, in the default's units of the median.
        const double drawn = lognormal(random_, options_.phase_mu, options_.phase_sigma);
        const double median = std::exp(options_.phase_mu);
        now_ += std::clamp(drawn, median * 30 / 95, median * 300 / 95);
        phases_.push_back({now_, cpu, ram_, ram_ + ram_change});
        ram_ += ram_change;
    }

    const Options& options_;
    RandomStream random_;
    std::vector<Phase> phases_;
    double now_ = 0;
    double ram_ = options_.ram_base;
};

Result<Options> read(Parameters& parameters) {
    Options read;
    FLOTILLA_TRY(read.limit, parameters.positive("limit", 2000));
    FLOTILLA_TRY(read.cpu.load, parameters.within("load", 0, 1, 0.2));
    FLOTILLA_TRY(read.cpu.iterate, parameters.within("iterate", 0, 1, 0.95));
    FLOTILLA_TRY(read.cpu.shuffle, parameters.within("shuffle", 0, 1, 0.5));
    FLOTILLA_TRY(read.cpu.idle, parameters.within("idle", 0, 1, 0.02));
    FLOTILLA_TRY(const double median, parameters.within("phase-median", 0.1, 1e6, 95));
    FLOTILLA_TRY(read.phase_sigma, parameters.within("phase-sigma", 0, 3, 0.6));
    FLOTILLA_TRY(const auto supersteps, parameters.not_negatives("supersteps", {3, 8}));
    FLOTILLA_TRY(read.ram_base, parameters.not_negative("ram-base", 512));
    FLOTILLA_TRY(read.ram_step, parameters.not_negative("ram-step", 256));
    if (supersteps.size() > 2 || supersteps.front() > supersteps.back() || supersteps.back() > 1000) {
        return fail(
            ErrorCode::InvalidArgument, "parameter supersteps: the least and the greatest count, at most 1000"
        );
    }
    read.phase_mu = std::log(median);
    read.least_supersteps = static_cast<std::int64_t>(supersteps.front());
    read.most_supersteps = static_cast<std::int64_t>(supersteps.back());
    return read;
}

}  // namespace

Result<Shape> make_arabesque(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const Options options, read(parameters));
    const std::vector<Phase> phases = Runs{options, grid.seed}.until(grid.middle(grid.count));
    RandomStream random{grid.seed, "workload/arabesque/noise"};
    Shape shape;
    std::size_t current = 0;
    double begin = 0;
    for (std::size_t i = 0; i < grid.count; ++i) {
        const double at = grid.middle(i);
        for (; at >= phases[current].end; ++current) {
            begin = phases[current].end;
        }
        const Phase& phase = phases[current];
        const double part = (at - begin) / (phase.end - begin);
        const double cpu = std::clamp(phase.cpu * (1 + 0.03 * random.normal()), 0.0, 1.0);
        shape.values.push_back(options.limit * cpu);
        shape.memory_mb.push_back(phase.ram_from + part * (phase.ram_to - phase.ram_from));
    }
    return shape;
}

}  // namespace flotilla::sim::workload

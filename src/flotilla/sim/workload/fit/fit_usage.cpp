#include <algorithm>
#include <array>
#include <cmath>

#include "flotilla/base/statistics.hpp"
#include "flotilla/sim/workload/fit/estimators.hpp"

namespace flotilla::sim::workload {
namespace {

using model::WorkloadSeries;

enum Level : std::size_t { kIdle, kLoad, kShuffle, kIterate, kLevels };
using Centres = std::array<double, kLevels>;

std::size_t nearest(const Centres& centres, double value) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < centres.size(); ++i) {
        if (std::abs(value - centres[i]) < std::abs(value - centres[best])) {
            best = i;
        }
    }
    return best;
}

/// One-dimensional k-means from the type's own levels, ascending.
Centres centres_of(const std::vector<double>& shares) {
    Centres centres{0.02, 0.2, 0.5, 0.95};
    for (int round = 0; round < 50; ++round) {
        std::array<double, kLevels> sums{};
        std::array<double, kLevels> counts{};
        for (const double share : shares) {
            const std::size_t own = nearest(centres, share);
            sums[own] += share;
            counts[own] += 1;
        }
        for (std::size_t i = 0; i < centres.size(); ++i) {
            centres[i] = counts[i] > 0 ? sums[i] / counts[i] : centres[i];
        }
    }
    return centres;
}

/// A stretch of steps at one level.
struct Run {
    std::size_t level = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<Run> runs_of(const std::vector<double>& shares, const Centres& centres) {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const std::size_t level = nearest(centres, shares[i]);
        if (runs.empty() || runs.back().level != level) {
            runs.push_back({level, i, i});
        }
        runs.back().end = i + 1;
    }
    return runs;
}

struct Lengths {
    double median = 95;
    double sigma = 0;
};

/// Lognormal lengths: the first and the last run are cut off and do not count.
Lengths lengths_of(const std::vector<Run>& runs, double step_seconds) {
    std::vector<double> logarithms;
    for (std::size_t i = 1; i + 1 < runs.size(); ++i) {
        logarithms.push_back(std::log(static_cast<double>(runs[i].end - runs[i].begin) * step_seconds));
    }
    if (logarithms.empty()) {
        return {};
    }
    return {std::exp(mean_of(logarithms)), std::sqrt(variance_of(logarithms))};
}

/// Iterations between two idle times: the least and the greatest count.
std::pair<std::size_t, std::size_t> supersteps_of(const std::vector<Run>& runs) {
    std::size_t least = 1000;
    std::size_t greatest = 1;
    std::size_t count = 0;
    bool is_whole = false;  // whether the run began within the series
    for (const Run& run : runs) {
        count += run.level == kIterate ? 1 : 0;
        if (run.level == kIdle) {
            if (is_whole && count > 0) {
                least = std::min(least, count);
                greatest = std::max(greatest, count);
            }
            count = 0;
            is_whole = true;
        }
    }
    return {std::min(least, greatest), greatest};
}

/// How much memory grows in an iteration, on average.
double ram_step_of(const WorkloadSeries& series, const std::vector<Run>& runs) {
    double grown = 0;
    double count = 0;
    for (const Run& run : runs) {
        if (run.level == kIterate) {
            const std::size_t after = std::min(run.end, series.memory_mb.size() - 1);
            grown += std::max(0.0, series.memory_mb[after] - series.memory_mb[run.begin]);
            count += 1;
        }
    }
    return count > 0 ? grown / count : 0;
}

}  // namespace

Result<FittedParameters> fit_arabesque(const WorkloadSeries& series) {
    const double limit = *std::max_element(series.values.begin(), series.values.end());
    if (limit <= 0 || series.values.size() < 20) {
        return fail(
            ErrorCode::InvalidArgument, "phases are estimated from at least twenty steps, not all of them 0"
        );
    }
    std::vector<double> shares = series.values;
    for (double& share : shares) {
        share /= limit;
    }
    const Centres centres = centres_of(shares);
    const std::vector<Run> runs = runs_of(shares, centres);
    const Lengths lengths = lengths_of(runs, std::chrono::duration<double>(series.step).count());
    const auto [least, greatest] = supersteps_of(runs);
    return FittedParameters{
        {"limit", parameter_of(limit)},
        {"idle", parameter_of(centres[kIdle])},
        {"load", parameter_of(centres[kLoad])},
        {"shuffle", parameter_of(centres[kShuffle])},
        {"iterate", parameter_of(centres[kIterate])},
        {"phase-median", parameter_of(lengths.median)},
        {"phase-sigma", parameter_of(std::min(3.0, lengths.sigma))},
        {"supersteps", fmt::format("{},{}", least, greatest)},
        {"ram-base", parameter_of(*std::min_element(series.memory_mb.begin(), series.memory_mb.end()))},
        {"ram-step", parameter_of(ram_step_of(series, runs))},
    };
}

Result<FittedParameters> fit_borg(const WorkloadSeries& series) {
    constexpr double kMachineMillicores = 64000;  // the type's own, so that shares stay comparable
    constexpr double kMachineMb = 262144;
    const double mean = mean_of(series.values);
    const double hours = std::chrono::duration<double>(series.duration()).count() / 3600;
    const double first = series.memory_mb.front();
    const double grown = first > 0 ? (series.memory_mb.back() / first - 1.0) / std::max(hours, 1.0 / 60) : 0;
    return FittedParameters{
        {"machine-millicores", parameter_of(kMachineMillicores)},
        {"machine-mb", parameter_of(kMachineMb)},
        {"mean-cpu", parameter_of(std::min(1.0, mean / kMachineMillicores))},
        {"growth", parameter_of(std::clamp(grown, 0.0, 10.0))},
    };
}

}  // namespace flotilla::sim::workload

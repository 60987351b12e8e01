#include "flotilla/sim/workload/azure_population.hpp"

#include "flotilla/sim/workload/distributions.hpp"

namespace flotilla::sim::workload {
namespace {

/// Shares of functions by what starts them, in the order of Trigger.
constexpr std::array<double, 7> kTriggerShares{0.55, 0.16, 0.15, 0.07, 0.03, 0.02, 0.02};
constexpr std::array<double, 4> kTimerMinutes{1, 5, 15, 60};

constexpr double kHourly = 24;  // calls a day
constexpr double kMinutely = 1440;
constexpr double kLeast = 0.07;  // one in two weeks: the length of the trace
constexpr double kMost = kLeast * 1e8;
constexpr double kShareHourly = 0.45;
constexpr double kShareMinutely = 0.81;

double calls_a_day(RandomStream& random) {
    const double place = random.uniform();
    if (place < kShareHourly) {
        return log_uniform(random, kLeast, kHourly);
    }
    return place < kShareMinutely ? log_uniform(random, kHourly, kMinutely)
                                  : log_uniform(random, kMinutely, kMost);
}

Trigger trigger(RandomStream& random) {
    double place = random.uniform();
    std::size_t chosen = 0;
    while (chosen + 1 < kTriggerShares.size() && place >= kTriggerShares[chosen]) {
        place -= kTriggerShares[chosen];
        ++chosen;
    }
    return static_cast<Trigger>(chosen);
}

}  // namespace

std::vector<AzureFunction> azure_population(std::size_t count, std::uint64_t seed) {
    RandomStream random{seed, "workload/azure/population"};
    std::vector<AzureFunction> functions(count);
    for (AzureFunction& function : functions) {
        function.trigger = trigger(random);
        function.calls_a_day = calls_a_day(random);
        if (function.trigger == Trigger::Timer) {
            function.period_minutes = kTimerMinutes[static_cast<std::size_t>(random.between(0, 3))];
        }
        function.execution_seconds = lognormal(random, -0.38, 2.36);
        function.memory_mb = burr(random, 11.652, 0.221, 107.1);
    }
    return functions;
}

}  // namespace flotilla::sim::workload

#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace flotilla::sim::workload {

/// What starts a function of Azure Functions.
enum class Trigger { Http, Timer, Queue, Orchestration, Storage, Event, Others };

inline constexpr std::array<std::string_view, 7> kTriggerNames{
    "http", "timer", "queue", "orchestration", "storage", "event", "others"
};

struct AzureFunction {
    Trigger trigger = Trigger::Http;
    double calls_a_day = 0;
    double period_minutes = 0;  ///< of a timer: 1, 5, 15 or 60
    double execution_seconds = 0;
    double memory_mb = 0;  ///< of its application
};

/// Functions as Shahrad et al., "Serverless in the Wild" (ATC'20), describe theirs: calls a day spread over
/// eight orders of magnitude, 45 % of them at most one an hour and 81 % at most one a minute; execution time
/// lognormal (half of the functions under a second); memory Burr XII.
std::vector<AzureFunction> azure_population(std::size_t count, std::uint64_t seed);

}  // namespace flotilla::sim::workload

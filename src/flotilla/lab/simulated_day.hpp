#pragma once
#include <cstdint>
#include <string>

#include "flotilla/base/time.hpp"

/// Days in seconds: TeaStore under the group operator in virtual time.
namespace flotilla::lab {

struct DayOptions {
    std::uint64_t seed = 1;
    Duration length = std::chrono::hours{24};
    Duration interval = std::chrono::minutes{30};  ///< between two actions of a group
    std::string groups;                            ///< a group file's text; empty: TeaStore's
};

/// What a run says of itself. Equal options give equal reports.
struct DayReport {
    std::uint64_t history_hash = 0;  ///< over every write to the cluster, in order
    std::uint64_t writes = 0;
    std::uint64_t actions = 0;
    std::string final_state;  ///< a table

    friend bool operator==(const DayReport&, const DayReport&) = default;
};

/// Runs to its end on the calling thread. Fails when the world cannot be set up.
Result<DayReport> simulate_day(const DayOptions& options);

}  // namespace flotilla::lab

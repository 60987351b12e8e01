#pragma once
#include <cstdint>

namespace flotilla::lab::compare {

/// What one run cost and how it served, from the end of the warm-up to the end.
struct Measures {
    double violating_requests =
        0;  ///< share of finished requests above the SLO's latency; failed ones count as above
    double violating_windows = 0;  ///< share of windows of the SLO whose percentile or error rate missed it
    double error_rate = 0;         ///< share of finished requests that failed
    double p50_ms = 0;
    double p95_ms = 0;
    double p99_ms = 0;
    double core_hours = 0;  ///< requested cores × time of every pod that existed, pending ones too
    double replica_hours = 0;
    double starts = 0;    ///< pods that were started
    double actions = 0;   ///< writes of a replica count
    double requests = 0;  ///< finished

    friend bool operator==(const Measures&, const Measures&) = default;
};

/// The mean of each measure; all 0 without runs.
template <class Range>
Measures mean_of(const Range& runs) {
    Measures mean;
    const auto count = static_cast<double>(runs.size());
    for (const Measures& run : runs) {
        mean.violating_requests += run.violating_requests / count;
        mean.violating_windows += run.violating_windows / count;
        mean.error_rate += run.error_rate / count;
        mean.p50_ms += run.p50_ms / count;
        mean.p95_ms += run.p95_ms / count;
        mean.p99_ms += run.p99_ms / count;
        mean.core_hours += run.core_hours / count;
        mean.replica_hours += run.replica_hours / count;
        mean.starts += run.starts / count;
        mean.actions += run.actions / count;
        mean.requests += run.requests / count;
    }
    return mean;
}

}  // namespace flotilla::lab::compare

#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "flotilla/load/histogram.hpp"
#include "flotilla/load/sender.hpp"
#include "flotilla/load/source.hpp"

namespace flotilla::load {

/// What came of some requests: each is good, answered with a status of 400 or more, or failed without an
/// answer; sent = good + bad answers + failures once all have ended.
struct Tally {
    std::uint64_t sent = 0;
    std::uint64_t good = 0;
    std::array<std::uint64_t, 6> by_status_class{};  ///< [4] counts 4xx
    std::array<std::uint64_t, kFailureKinds> by_failure{};
    LatencyHistogram latency;  ///< of good ones, from the intended start to the whole answer

    [[nodiscard]] std::uint64_t failed() const { return ended() - good; }
    [[nodiscard]] std::uint64_t ended() const;
    void count(const Outcome& outcome, Duration took);
    void add(const Tally& other);
};

/// One second of a run (the last one may be shorter).
struct Interval {
    Duration from{0};
    Duration length{0};
    double level = 0;  ///< users, or requests per second, wanted at its end
    std::uint64_t sent = 0;
    std::uint64_t good = 0;
    std::uint64_t failed = 0;
    std::uint64_t under_way = 0;  ///< at its end
    Duration p50{0};
    Duration p95{0};
    Duration p99{0};
    Duration max{0};
};

/// All figures of a run.
struct Record {
    Duration length{0};   ///< of the measured part
    Duration warm_up{0};  ///< before it; what fell due then is in `intervals` only
    std::vector<std::string> action_names;
    std::vector<Tally> actions;  ///< by action
    LatencyHistogram lateness;   ///< from the intended start until the request was handed to a connection
    std::vector<Interval> intervals;

    [[nodiscard]] Tally total() const;
};

/// Counts what a run does.
class Recorder {
public:
    Recorder(std::vector<std::string> action_names, Duration warm_up);

    void sent(const Intent& intent, Duration now);
    void ended(const Intent& intent, Duration now, const Outcome& outcome);
    /// Ends the current interval.
    const Interval& close_interval(Duration now, double level);
    [[nodiscard]] std::uint64_t under_way() const { return under_way_; }
    /// @param length of the whole run, with its warm-up
    [[nodiscard]] Record finish(Duration length) &&;

private:
    Record record_;
    Interval current_;
    LatencyHistogram current_latency_;
    std::uint64_t under_way_ = 0;
};

}  // namespace flotilla::load

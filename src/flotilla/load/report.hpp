#pragma once
#include <string>

#include "flotilla/load/record.hpp"

/// A run's figures as text.
namespace flotilla::load {

/// What was run, for the report's head.
struct RunTitle {
    std::string server;
    std::string loop;   ///< "closed" or "open"
    std::string level;  ///< as it was asked for
    std::uint64_t seed = 1;
};

/// The table that people read: a line for each kind of request and one for all, then what failed and how late
/// requests were sent.
std::string to_table(const RunTitle& title, const Record& record);
/// One JSON object: everything but the histograms, with the percentiles. Durations in ms.
std::string to_json(const RunTitle& title, const Record& record);
/// The intervals: t_s,level,sent,good,failed,under_way,p50_ms,p95_ms,p99_ms,max_ms.
std::string to_csv(const Record& record);
/// One line about one second, for a terminal.
std::string to_live_line(const Interval& interval, const std::string& loop, Duration length);

}  // namespace flotilla::load

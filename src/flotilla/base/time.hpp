#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

/// Points in time and their text. Nothing here reads a clock: see io/clock.hpp.
namespace flotilla {

using Duration = std::chrono::nanoseconds;

/// The time line of intervals and deadlines; its origin means nothing.
struct MonotonicTimeline {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MonotonicTimeline>;
    static constexpr bool is_steady = true;
};
using TimePoint = MonotonicTimeline::time_point;

/// Calendar time in UTC, for people and for API objects.
using WallTime = std::chrono::sys_time<Duration>;

/// RFC 3339 in whole seconds, as metav1.Time has it: "2026-01-31T23:59:59Z".
std::string format_time(WallTime when);
/// RFC 3339 with six digits, as metav1.MicroTime has it: "2026-01-31T23:59:59.000001Z".
std::string format_micro_time(WallTime when);
/// Any RFC 3339 time, with or without a fraction, in any offset. Fails with InvalidArgument.
Result<WallTime> parse_time(std::string_view text);

/// A duration to about two digits, by the rules of kubectl's AGE column: "350ms", "90s", "5m30s", "3h", "4d".
std::string format_duration(Duration duration);
/// "1.5s", "5m30s", "100ms", "1h", or a bare number of seconds. Fails with InvalidArgument.
Result<Duration> parse_duration(std::string_view text);

}  // namespace flotilla

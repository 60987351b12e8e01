#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/model/units.hpp"

/// How long groups take to scale: the records, their CSV, their statistics. Pure; scaling_run.hpp makes the
/// records.
namespace flotilla::lab {

/// One member in one step of one run.
struct ScalingRecord {
    int run = 0;  ///< counted from 1
    std::string group;
    std::string member;
    model::Replicas from;
    model::Replicas to;
    WallTime requested_at;  ///< when the request for the whole group was received
    WallTime patched_at;    ///< when the API server had accepted this member's count
    WallTime ready_at;      ///< when this member had exactly that many replicas, all ready
    Duration took{0};       ///< from requested_at to ready_at, on the monotonic clock

    friend bool operator==(const ScalingRecord&, const ScalingRecord&) = default;
};

/// From one count to another, for every member of a group at once.
struct ScalingStep {
    model::Replicas from;
    model::Replicas to;

    friend auto operator<=>(const ScalingStep&, const ScalingStep&) = default;
};

/// 1→2, 2→5, 5→10 and back the same way.
std::vector<ScalingStep> usual_steps();

/// run,group,member,from,to,requested_at,patched_at,ready_at,seconds with a head line; times in RFC 3339 with
/// microseconds.
std::string to_csv(const std::vector<ScalingRecord>& records);
/// InvalidArgument names the line.
Result<std::vector<ScalingRecord>> records_from_csv(std::string_view text);

/// Of one group and step over all runs. A group is ready when its last member is.
struct StepStatistics {
    std::string group;
    ScalingStep step;
    std::vector<double> seconds;  ///< a run each, ascending; until the last member was ready
    double median = 0;
    double lower = 0;  ///< quartiles
    double upper = 0;
    double median_patched = 0;  ///< until the last member was patched

    friend bool operator==(const StepStatistics&, const StepStatistics&) = default;
};

/// Sorted by group, then in the order of steps in the records.
std::vector<StepStatistics> statistics_of(const std::vector<ScalingRecord>& records);

/// A picture of the statistics: one panel a group, a column a step, median, quartiles and every run.
/// Self-contained SVG, legible on light and on dark ground.
std::string to_svg(const std::vector<StepStatistics>& statistics);

/// A table for terminals.
std::string to_table(const std::vector<StepStatistics>& statistics);

}  // namespace flotilla::lab

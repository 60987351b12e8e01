#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/time.hpp"

namespace flotilla::model {

/// What the values of a series count.
enum class SeriesKind {
    Rps,    ///< requests that arrive a second
    Users,  ///< users who are there at once
    Usage,  ///< CPU millicores and memory of one container
};

/// "rps", "users", "usage".
std::string_view to_string(SeriesKind kind);
Result<SeriesKind> parse_series_kind(std::string_view text);

/// Where a series comes from; it stands in the head of its file and in every report.
struct SeriesOrigin {
    std::string type;    ///< "step", or an expression: "sinusoidal + flash_crowd"
    std::string source;  ///< "generated"; "synthetic" when it stands in for a data set; else the file's name
    std::uint64_t seed = 0;
    std::map<std::string, std::string> parameters;
    std::string licence;             ///< of the data set that was loaded; empty when it is not known
    std::vector<std::string> notes;  ///< for people: gaps, rows that were dropped, what the figures stand for

    friend bool operator==(const SeriesOrigin&, const SeriesOrigin&) = default;
};

/// A workload: one value for each step of equal length, from time 0 on. Finite values of 0 or more.
struct WorkloadSeries {
    SeriesKind kind = SeriesKind::Rps;
    Duration step = std::chrono::seconds{1};
    std::vector<double> values;     ///< the mean over each step: requests/s, users or CPU millicores
    std::vector<double> memory_mb;  ///< as many as values when the kind is Usage, else none
    /// Steps of which no sample was taken, ascending. Their value is what a reader would fill in: the true
    /// one of a generator, the last one seen in a file.
    std::vector<std::size_t> missing;
    std::optional<WallTime> start;  ///< calendar time of the first step, where it is known
    SeriesOrigin origin;

    [[nodiscard]] Duration duration() const { return step * static_cast<Duration::rep>(values.size()); }
    /// The value of the step that `since_start` falls in; 0 after the end and before the start.
    [[nodiscard]] double at(Duration since_start) const;

    friend bool operator==(const WorkloadSeries&, const WorkloadSeries&) = default;
};

/// The series itself when it keeps what the struct promises. InvalidArgument names the first step that does
/// not.
Result<WorkloadSeries> checked(WorkloadSeries series);

}  // namespace flotilla::model

#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/lab/workload/trace/trace.hpp"

namespace flotilla::lab::workload {

/// The samples of one subject (a machine, a container, an instance) out of a file with many, in any order of
/// time.
class UsageSamples {
public:
    /// @param id of the subject; empty: the first one that comes
    /// @param usual_step when none is asked for
    UsageSamples(const TraceRequest& request, std::string id, Duration usual_step)
        : id_(std::move(id)),
          is_first_wanted_(id_.empty()),
          bins_(request.step_or(usual_step)),
          gaps_(request.gaps()) {}

    /// Whether samples of that subject are wanted.
    bool wants(std::string_view id) {
        if (id_.empty()) {
            id_ = id;
        }
        return id == id_;
    }
    /// Times since the trace's own zero.
    Result<void> add(Duration begin, Duration end, double millicores, double memory_mb) {
        return bins_.add(begin, end, millicores, memory_mb);
    }
    /// NotFound: there was no sample of the subject.
    Result<Shape> finished(const std::string& file, const RecordReader& rows) const {
        std::size_t first = 0;
        auto shape = bins_.finished(gaps_, true, first);
        if (!shape) {
            return fail(
                ErrorCode::NotFound,
                id_.empty() ? fmt::format("{} has no sample", file)
                            : fmt::format("{} has no sample of {}", file, id_)
            );
        }
        shape->file->kind = model::SeriesKind::Usage;
        shape->file->notes = rows.notes();
        if (is_first_wanted_) {
            shape->file->notes.push_back(fmt::format("the samples of {}, the first in the file", id_));
        }
        return shape;
    }

private:
    std::string id_;
    bool is_first_wanted_;
    LevelBins bins_;
    LevelBins::Gaps gaps_;
};

/// Seconds or microseconds of a cell as a time; nothing when they are none of 0 or more, or beyond 30 years.
inline std::optional<Duration> trace_time(std::string_view cell, double units_a_second) {
    const auto number = parse_cell(cell);
    if (!number || *number < 0 || *number / units_a_second > 1e9) {
        return std::nullopt;
    }
    return Duration{static_cast<Duration::rep>(*number / units_a_second * 1e9)};
}

/// A number of 0 or more.
inline std::optional<double> amount(std::string_view cell) {
    const auto number = parse_cell(cell);
    return number && *number >= 0 ? number : std::nullopt;
}

}  // namespace flotilla::lab::workload

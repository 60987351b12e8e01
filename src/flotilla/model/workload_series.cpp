#include "flotilla/model/workload_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace flotilla::model {
namespace {

constexpr std::array kKinds{
    std::pair{SeriesKind::Rps, std::string_view{"rps"}},
    std::pair{SeriesKind::Users, std::string_view{"users"}},
    std::pair{SeriesKind::Usage, std::string_view{"usage"}},
};

Result<void> check_values(const std::vector<double>& values, std::string_view what) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i]) || values[i] < 0) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("step {} has {} {}; it must be a number of 0 or more", i, what, values[i])
            );
        }
    }
    return {};
}

}  // namespace

std::string_view to_string(SeriesKind kind) {
    return std::find_if(
               kKinds.begin(), kKinds.end(), [kind](const auto& row) { return row.first == kind; }
    )->second;
}

Result<SeriesKind> parse_series_kind(std::string_view text) {
    for (const auto& [kind, name] : kKinds) {
        if (name == text) {
            return kind;
        }
    }
    return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\" is not one of rps, users, usage", text));
}

double WorkloadSeries::at(Duration since_start) const {
    if (since_start < Duration::zero() || since_start >= duration()) {
        return 0;
    }
    return values[static_cast<std::size_t>(since_start / step)];
}

Result<WorkloadSeries> checked(WorkloadSeries series) {
    if (series.step <= Duration::zero()) {
        return fail(ErrorCode::InvalidArgument, "the step of a workload must be above 0");
    }
    if (series.values.empty()) {
        return fail(ErrorCode::InvalidArgument, "a workload must have at least one step");
    }
    const std::size_t wanted = series.kind == SeriesKind::Usage ? series.values.size() : 0;
    if (series.memory_mb.size() != wanted) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{} values of memory instead of {}", series.memory_mb.size(), wanted)
        );
    }
    FLOTILLA_CHECK(check_values(series.values, to_string(series.kind)));
    FLOTILLA_CHECK(check_values(series.memory_mb, "memory"));
    const bool ascends = std::is_sorted(series.missing.begin(), series.missing.end(), std::less_equal<>{});
    if (!ascends || (!series.missing.empty() && series.missing.back() >= series.values.size())) {
        return fail(ErrorCode::InvalidArgument, "missing steps must be ascending and within the workload");
    }
    return series;
}

}  // namespace flotilla::model

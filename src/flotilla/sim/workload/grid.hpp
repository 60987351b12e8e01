#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/model/workload_series.hpp"

namespace flotilla::sim::workload {

/// The steps that a generator fills, and what it draws from.
struct Grid {
    Duration step = std::chrono::seconds{1};  ///< 0: the file's own
    std::size_t count = 0;                    ///< 0: as many as the file has
    std::uint64_t seed = 1;
    model::SeriesKind kind = model::SeriesKind::Rps;

    /// Seconds from the start to the middle of a step.
    [[nodiscard]] double middle(std::size_t index) const {
        return (static_cast<double>(index) + 0.5) * step_seconds();
    }
    [[nodiscard]] double step_seconds() const { return std::chrono::duration<double>(step).count(); }
};

/// What only a file can say of its series.
struct FileFacts {
    Duration step{0};
    std::optional<model::SeriesKind> kind;  ///< where the file decides it
    std::optional<WallTime> start;
    std::vector<std::size_t> missing;
    std::vector<std::string> notes;
    std::string licence;
    std::optional<model::SeriesOrigin> origin;  ///< of a series that was generated before
};

/// What a generator makes: a value for each step; for usage the memory, too.
struct Shape {
    std::vector<double> values;
    std::vector<double> memory_mb;
    std::optional<FileFacts> file = std::nullopt;
};

/// One value a step, as `at(seconds)` says for the middle of each.
template <class Function>
std::vector<double> sampled(const Grid& grid, Function at) {
    std::vector<double> values(grid.count);
    for (std::size_t i = 0; i < grid.count; ++i) {
        values[i] = at(grid.middle(i));
    }
    return values;
}

}  // namespace flotilla::sim::workload

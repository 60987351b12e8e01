#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/ranges.h>

#include "flotilla/base/parameters.hpp"
#include "flotilla/model/workload_series.hpp"

/// How the rows of any CSV are to be understood: told by the user or by a head that this program wrote, never
/// guessed.
namespace flotilla::lab::workload {

/// What a number in the column of values is.
enum class Unit { Rps, Count, Users, Millicores, Cores, Percent };

/// Of the series that such numbers make.
model::SeriesKind kind_of(Unit unit);

/// Where things are in a row, and what they mean.
struct Layout {
    std::size_t value = 0;
    std::optional<std::size_t> time;  ///< none: a row every `row_step`
    std::optional<std::size_t> ram;
    std::optional<Unit> unit;
    std::optional<double> seconds_a_unit;  ///< of times that are numbers
    std::optional<Duration> row_step;
    double ram_mb_a_unit = 1;
    double limit_millicores = 0;
    bool has_head = false;
    bool is_own = false;  ///< this program wrote it
    std::size_t columns = 0;
};

/// @param first the first row: the head, or values. InvalidArgument asks for what is not said.
Result<Layout> layout_of(Parameters& parameters, const std::vector<std::string>& first);

/// The value that a parameter names, or nothing when it is not given.
template <class Value>
Result<std::optional<Value>> one_of(
    Parameters& parameters, const std::string& name, const std::map<std::string, Value>& known
) {
    if (!parameters.has(name)) {
        (void)parameters.text(name, "");
        return std::nullopt;
    }
    const std::string given = parameters.text(name, "");
    const auto found = known.find(given);
    if (found == known.end()) {
        std::vector<std::string> names;
        for (const auto& [text, value] : known) {
            names.push_back(text);
        }
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("parameter {}: \"{}\" is not one of {}", name, given, fmt::join(names, ", "))
        );
    }
    return found->second;
}

}  // namespace flotilla::lab::workload

#include "flotilla/lab/workload/trace/csv_layout.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/lab/workload/series_file.hpp"
#include "flotilla/lab/workload/source/records.hpp"

namespace flotilla::lab::workload {
namespace {

using model::SeriesKind;

const std::map<std::string, Unit> kUnits{
    {"rps", Unit::Rps},
    {"count", Unit::Count},
    {"users", Unit::Users},
    {"millicores", Unit::Millicores},
    {"cores", Unit::Cores},
    {"percent", Unit::Percent}
};
const std::map<std::string, double> kTimeUnits{
    {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"min", 60}, {"h", 3600}
};
const std::map<std::string, double> kRamUnits{{"mb", 1}, {"bytes", 1.0 / (1024 * 1024)}};
/// A column by its number counted from 1, or by its name in the head. A number is never a name: without a
/// head the first row has numbers.
Result<std::size_t> find_column(
    const std::vector<std::string>& head, const std::string& wanted, std::string_view parameter
) {
    const auto number = parse_cell(wanted);
    if (number && *number >= 1 && *number <= static_cast<double>(head.size()) &&
        *number == std::floor(*number)) {
        return static_cast<std::size_t>(*number) - 1;
    }
    const auto found = std::find(head.begin(), head.end(), wanted);
    if (found != head.end() && !number) {
        return static_cast<std::size_t>(found - head.begin());
    }
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("{} \"{}\": the first row has the columns {}", parameter, wanted, fmt::join(head, ", "))
    );
}

Result<Layout> own_layout(const std::vector<std::string>& head) {
    Layout layout;
    layout.has_head = true;
    layout.is_own = true;
    layout.time = 0;
    layout.value = 1;
    layout.seconds_a_unit = 1;
    layout.unit = head[1] == "rps" ? Unit::Rps : head[1] == "users" ? Unit::Users : Unit::Millicores;
    if (*layout.unit == Unit::Millicores) {
        layout.ram = 2;
    }
    return layout;
}

bool is_own_head(const std::vector<std::string>& head) {
    for (const SeriesKind kind : {SeriesKind::Rps, SeriesKind::Users, SeriesKind::Usage}) {
        const auto columns = columns_of(kind);
        if (std::equal(head.begin(), head.end(), columns.begin(), columns.end())) {
            return true;
        }
    }
    return false;
}

Result<void> check(const Layout& layout) {
    const auto ask = [](std::string_view text) {
        return fail(ErrorCode::InvalidArgument, std::string{text});
    };
    if (!layout.unit) {
        return ask("what do the values count? Give unit: rps, count, users, millicores, cores or percent");
    }
    if (!layout.time && !layout.row_step) {
        return ask("the rows have no time: give row-step, such as 1s");
    }
    if (*layout.unit == Unit::Percent && layout.limit_millicores <= 0) {
        return ask("percent of what? Give limit-millicores");
    }
    return {};
}

}  // namespace

SeriesKind kind_of(Unit unit) {
    switch (unit) {
        case Unit::Rps:
        case Unit::Count:
            return SeriesKind::Rps;
        case Unit::Users:
            return SeriesKind::Users;
        default:
            return SeriesKind::Usage;
    }
}

Result<Layout> layout_of(Parameters& parameters, const std::vector<std::string>& first) {
    Layout layout;
    if (is_own_head(first) && !parameters.has("value-column")) {
        FLOTILLA_TRY(layout, own_layout(first));
    } else {
        const std::string value = parameters.text("value-column", first.size() == 1 ? "1" : "");
        if (value.empty()) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "which column has the values? Give value-column: one of {}", fmt::join(first, ", ")
                )
            );
        }
        FLOTILLA_TRY(layout.value, find_column(first, value, "value-column"));
        const std::string time = parameters.text("time-column", first.size() == 1 ? "none" : "1");
        if (time != "none") {
            FLOTILLA_TRY(layout.time, find_column(first, time, "time-column"));
        }
        if (parameters.has("ram-column")) {
            FLOTILLA_TRY(layout.ram, find_column(first, parameters.text("ram-column", ""), "ram-column"));
        }
        layout.has_head = !parse_cell(first[layout.value]);
    }
    layout.columns = first.size();
    FLOTILLA_TRY(const auto unit, one_of(parameters, "unit", kUnits));
    layout.unit = unit ? unit : layout.unit;
    FLOTILLA_TRY(const auto time_unit, one_of(parameters, "time-unit", kTimeUnits));
    layout.seconds_a_unit = time_unit ? time_unit : layout.seconds_a_unit;
    FLOTILLA_TRY(const auto ram_unit, one_of(parameters, "ram-unit", kRamUnits));
    layout.ram_mb_a_unit = ram_unit.value_or(1);
    if (parameters.has("row-step")) {
        FLOTILLA_TRY(layout.row_step, parameters.duration("row-step", Duration{0}));
    }
    FLOTILLA_TRY(layout.limit_millicores, parameters.not_negative("limit-millicores", 0));
    FLOTILLA_CHECK(check(layout));
    return layout;
}

}  // namespace flotilla::lab::workload

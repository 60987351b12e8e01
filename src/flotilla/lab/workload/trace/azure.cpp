#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "flotilla/lab/workload/trace/trace.hpp"

namespace flotilla::lab::workload {
namespace {

constexpr std::size_t kMinutes = 1440;
constexpr std::size_t kKeyColumns = 4;  // HashOwner, HashApp, HashFunction, Trigger

/// Which functions are summed.
struct Selection {
    std::string function;
    std::string app;
    std::string trigger;
    std::optional<std::size_t> top;
    std::unordered_set<std::string> chosen;  ///< of `top`, once they are known

    [[nodiscard]] bool fits(const std::vector<std::string_view>& cells) const {
        return (app.empty() || cells[1] == app) && (function.empty() || cells[2] == function) &&
               (trigger.empty() || cells[3] == trigger);
    }
};

std::string key_of(const std::vector<std::string_view>& cells) {
    return fmt::format("{}/{}/{}", cells[0], cells[1], cells[2]);
}

/// The calls of a cell; nothing when it is no count.
std::optional<double> calls(std::string_view cell) {
    const auto count = parse_cell(cell);
    return count && *count >= 0 ? count : std::nullopt;
}

/// Reads one day; `on_row` gets the row of a function that fits, with a count in each minute.
template <class OnRow>
Result<std::vector<std::string>> read_day(
    const std::string& file, const TraceRequest& request, const Selection& selection, OnRow on_row
) {
    FLOTILLA_TRY(auto source, open_source(file));
    RecordReader rows{std::move(source), file, request.is_lenient};
    std::vector<double> minutes(kMinutes);
    bool is_first = true;
    while (true) {
        FLOTILLA_TRY(const bool has_row, rows.next());
        if (!has_row) {
            return rows.notes();
        }
        const auto& cells = rows.cells();
        if (cells.size() != kKeyColumns + kMinutes) {
            FLOTILLA_CHECK(
                rows.refuse(fmt::format("{} columns instead of {}", cells.size(), kKeyColumns + kMinutes))
            );
            continue;
        }
        if (std::exchange(is_first, false) && cells[0] == "HashOwner") {
            continue;
        }
        if (!selection.fits(cells)) {
            continue;
        }
        std::size_t bad = 0;
        for (std::size_t i = 0; i < kMinutes && bad == 0; ++i) {
            const auto count = calls(cells[kKeyColumns + i]);
            minutes[i] = count.value_or(0);
            bad = count ? 0 : i + 1;
        }
        if (bad > 0) {
            FLOTILLA_CHECK(rows.refuse(
                fmt::format("minute {} has \"{}\", which is no count", bad, cells[kKeyColumns + bad - 1])
            ));
            continue;
        }
        on_row(cells, minutes);
    }
}

/// The functions that are called most over all days.
Result<void> choose_top(
    const std::vector<std::string>& files, const TraceRequest& request, Selection& selection
) {
    std::unordered_map<std::string, double> totals;
    for (const std::string& file : files) {
        FLOTILLA_CHECK(read_day(file, request, selection, [&](const auto& cells, const auto& minutes) {
            double& total = totals[key_of(cells)];
            for (const double count : minutes) {
                total += count;
            }
        }));
    }
    std::vector<std::pair<double, std::string>> order;
    for (auto& [key, total] : totals) {
        order.emplace_back(-total, key);
    }
    std::sort(order.begin(), order.end());
    order.resize(std::min(order.size(), *selection.top));
    for (auto& [total, key] : order) {
        selection.chosen.insert(std::move(key));
    }
    return {};
}

Result<Selection> read_selection(Parameters& parameters) {
    Selection selection;
    selection.function = parameters.text("function", "");
    selection.app = parameters.text("app", "");
    selection.trigger = parameters.text("trigger", "");
    FLOTILLA_TRY(const std::int64_t top, parameters.whole("top", 0));
    if (parameters.has("top")) {
        if (top == 0) {
            return fail(ErrorCode::InvalidArgument, "parameter top: it must be 1 or more");
        }
        selection.top = static_cast<std::size_t>(top);
    }
    return selection;
}

}  // namespace

Result<Shape> load_azure_functions(TraceRequest& request) {
    FLOTILLA_TRY(Selection selection, read_selection(*request.parameters));
    const std::vector<std::string> files = file_list(request.file);
    if (selection.top) {
        FLOTILLA_CHECK(choose_top(files, request, selection));
    }
    std::vector<double> total;
    std::vector<std::string> notes;
    std::unordered_set<std::string> summed;
    for (const std::string& file : files) {
        const std::size_t begin = total.size();
        total.resize(begin + kMinutes);
        FLOTILLA_TRY(
            const auto of_day,
            read_day(
                file,
                request,
                selection,
                [&](const auto& cells, const auto& minutes) {
                    std::string key = key_of(cells);
                    if (selection.top && !selection.chosen.contains(key)) {
                        return;
                    }
                    summed.insert(std::move(key));
                    for (std::size_t i = 0; i < kMinutes; ++i) {
                        total[begin + i] += minutes[i];
                    }
                }
            )
        );
        notes.insert(notes.end(), of_day.begin(), of_day.end());
    }
    if (summed.empty()) {
        return fail(ErrorCode::NotFound, fmt::format("{} has no function that fits", request.file));
    }
    constexpr Duration kMinute = std::chrono::minutes{1};
    LevelBins bins{request.step_or(kMinute)};
    for (std::size_t i = 0; i < total.size(); ++i) {
        const Duration at = kMinute * static_cast<Duration::rep>(i);
        FLOTILLA_CHECK(bins.add(at, at + kMinute, total[i] / 60));
    }
    std::size_t first = 0;
    FLOTILLA_TRY(Shape shape, bins.finished(request.gaps(), false, first));
    shape.file->kind = model::SeriesKind::Rps;
    shape.file->notes = std::move(notes);
    shape.file->notes.push_back(fmt::format("the calls of {} functions", summed.size()));
    return shape;
}

Result<Shape> load_azure(TraceRequest& request) {
    return request.grid.kind == model::SeriesKind::Usage ? load_azure_vm(request)
                                                         : load_azure_functions(request);
}

}  // namespace flotilla::lab::workload

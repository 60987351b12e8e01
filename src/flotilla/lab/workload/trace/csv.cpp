#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "flotilla/lab/workload/series_file.hpp"
#include "flotilla/lab/workload/trace/csv_layout.hpp"
#include "flotilla/lab/workload/trace/trace.hpp"

namespace flotilla::lab::workload {
namespace {

const std::map<std::string, char> kSeparators{
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"space", ' '}
};

std::vector<std::string> texts(const std::vector<std::string_view>& cells) {
    return {cells.begin(), cells.end()};
}

/// "2015-02-26 21:42:53", "…T…", with or without an offset: without one it is UTC.
Result<WallTime> calendar_time(std::string_view cell) {
    std::string text{cell};
    if (text.size() > 10 && text[10] == ' ') {
        text[10] = 'T';
    }
    if (text.size() >= 19 && text.find_first_of("Zz+-", 19) == std::string::npos) {
        text += 'Z';
    }
    return parse_time(text);
}

/// Turns rows into stretches of time: a row's value holds until the next row, over a gap for one usual
/// distance.
class Stretcher {
public:
    Stretcher(Layout layout, const TraceRequest& request, LevelBins::Combine combine)
        : layout_(std::move(layout)), grid_(request.grid), gaps_(request.gaps()), combine_(combine) {
        if (layout_.is_own) {
            gaps_.short_gap = 0;  // what is missing there was left out on purpose
        }
    }

    /// A row; an empty text for why it was refused means that it was taken.
    Result<std::string> take(const std::vector<std::string_view>& cells) {
        if (cells.size() != layout_.columns) {
            return fmt::format("{} columns instead of {}", cells.size(), layout_.columns);
        }
        FLOTILLA_TRY(const auto at, time_of(cells));
        if (!at) {
            return fmt::format("\"{}\" is not a time", cells[*layout_.time]);
        }
        if (last_time_ && *at <= *last_time_) {
            return std::string{
                *at == *last_time_ ? "its time is that of the row before" : "its time goes back"
            };
        }
        std::optional<Sample> sample;
        if (!cells[layout_.value].empty()) {
            const auto value = parse_cell(cells[layout_.value]);
            const auto ram = layout_.ram ? parse_cell(cells[*layout_.ram]) : std::optional{0.0};
            if (!value || *value < 0) {
                return fmt::format("\"{}\" is not a number of 0 or more", cells[layout_.value]);
            }
            if (!ram || *ram < 0) {
                return fmt::format("\"{}\" is not a number of 0 or more", cells[*layout_.ram]);
            }
            sample = Sample{*at, *value, *ram * layout_.ram_mb_a_unit};
        }
        FLOTILLA_CHECK(put_until(*at));
        last_time_ = *at;
        pending_ = sample;
        return std::string{};
    }

    Result<Shape> finished() {
        if (last_time_ && pending_) {
            if (!usual_ && grid_.step <= Duration::zero()) {
                return fail(
                    ErrorCode::InvalidArgument, "one row has no distance to the next: give row-step or --step"
                );
            }
            FLOTILLA_CHECK(put(usual_.value_or(grid_.step)));
        }
        if (!bins_) {
            return fail(ErrorCode::InvalidArgument, "there is not one row to make a series of");
        }
        std::size_t first = 0;
        FLOTILLA_TRY(Shape shape, bins_->finished(gaps_, layout_.ram.has_value(), first));
        shape.file->kind = kind_of(*layout_.unit);
        if (calendar_begin_) {
            shape.file->start = *calendar_begin_ + shape.file->step * static_cast<Duration::rep>(first);
        }
        return shape;
    }

private:
    struct Sample {
        Duration at{0};
        double value = 0;
        double ram = 0;
    };

    /// Since the first row; nothing when the cell is no time.
    Result<std::optional<Duration>> time_of(const std::vector<std::string_view>& cells) {
        if (!layout_.time) {
            const Duration at = *layout_.row_step * rows_;
            ++rows_;
            return at;
        }
        const std::string_view cell = cells[*layout_.time];
        if (const auto number = parse_cell(cell)) {
            if (!layout_.seconds_a_unit) {
                return fail(
                    ErrorCode::InvalidArgument, "the times are numbers: give time-unit: s, ms, us, min or h"
                );
            }
            const double seconds = *number * *layout_.seconds_a_unit;
            if (std::abs(seconds) > 9e9) {
                return std::nullopt;
            }
            const Duration at{std::llround(seconds * 1e9)};
            numeric_begin_ = numeric_begin_.value_or(at);
            return at - *numeric_begin_;
        }
        const auto when = calendar_time(cell);
        if (!when || numeric_begin_) {
            return std::nullopt;
        }
        calendar_begin_ = calendar_begin_.value_or(*when);
        return *when - *calendar_begin_;
    }

    /// The row before holds until now, or for its usual distance when this comes late.
    Result<void> put_until(Duration now) {
        if (!last_time_) {
            return {};
        }
        const Duration distance = now - *last_time_;
        if (!usual_) {
            usual_ = layout_.row_step.value_or(distance);
        }
        const Duration longest = 3 * std::max(*usual_, grid_.step);
        return pending_ ? put(distance <= longest ? distance : *usual_) : Result<void>{};
    }

    Result<void> put(Duration holds) {
        if (!bins_) {
            bins_.emplace(grid_.step > Duration::zero() ? grid_.step : usual_.value_or(holds), combine_);
        }
        return bins_->add(pending_->at, pending_->at + holds, scaled(pending_->value, holds), pending_->ram);
    }

    [[nodiscard]] double scaled(double value, Duration holds) const {
        switch (*layout_.unit) {
            case Unit::Count:
                return value / std::chrono::duration<double>(holds).count();
            case Unit::Cores:
                return value * 1000;
            case Unit::Percent:
                return value / 100 * layout_.limit_millicores;
            default:
                return value;
        }
    }

    Layout layout_;
    sim::workload::Grid grid_;
    LevelBins::Gaps gaps_;
    LevelBins::Combine combine_;
    std::optional<LevelBins> bins_;
    std::optional<Sample> pending_;
    std::optional<Duration> last_time_;
    std::optional<Duration> usual_;
    std::optional<Duration> numeric_begin_;
    std::optional<WallTime> calendar_begin_;
    Duration::rep rows_ = 0;
};

/// What the first line of a series that this program wrote says of it.
Result<void> read_own_comment(const std::vector<std::string>& comments, sim::workload::FileFacts& facts) {
    if (comments.empty() || !comments.front().starts_with(kSeriesMark)) {
        return {};
    }
    model::WorkloadSeries series;
    FLOTILLA_CHECK(read_header(std::string_view{comments.front()}.substr(kSeriesMark.size()), series));
    facts.origin = series.origin;
    facts.licence = series.origin.licence;
    facts.start = facts.start ? facts.start : series.start;
    return {};
}

}  // namespace

Result<Shape> load_csv(TraceRequest& request) {
    Parameters& parameters = *request.parameters;
    FLOTILLA_TRY(const auto separator, one_of(parameters, "separator", kSeparators));
    FLOTILLA_TRY(const std::string combine, parameters.choice("combine", {"mean", "max"}));
    const std::string licence = parameters.text("licence", "");
    FLOTILLA_TRY(auto source, open_source(request.file));
    RecordReader rows{std::move(source), request.file, request.is_lenient, separator.value_or(',')};
    FLOTILLA_TRY(bool has_row, rows.next());
    if (!has_row) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{}: it is empty", request.file));
    }
    const auto layout = layout_of(parameters, texts(rows.cells()));
    if (!layout) {
        return with_context(layout.error(), request.file);
    }
    if (layout->has_head) {
        FLOTILLA_TRY(has_row, rows.next());
    }
    Stretcher stretcher{
        *layout, request, combine == "max" ? LevelBins::Combine::Max : LevelBins::Combine::Mean
    };
    while (has_row) {
        const auto refused = stretcher.take(rows.cells());
        if (!refused || !refused->empty()) {
            FLOTILLA_CHECK(rows.refuse(refused ? *refused : refused.error().message));
        }
        FLOTILLA_TRY(has_row, rows.next());
    }
    auto shape = stretcher.finished();
    if (!shape) {
        return with_context(shape.error(), request.file);
    }
    const auto notes = rows.notes();
    shape->file->notes.insert(shape->file->notes.end(), notes.begin(), notes.end());
    FLOTILLA_CHECK(read_own_comment(rows.comments(), *shape->file));
    shape->file->licence = licence.empty() ? shape->file->licence : licence;
    return shape;
}

namespace {

/// The same file with what its type fixes; what the user says wins.
Result<Shape> load_csv_with(TraceRequest& request, const std::map<std::string, std::string>& fixed) {
    std::map<std::string, std::string> merged = fixed;
    for (const auto& name :
         {"value-column",
          "time-column",
          "unit",
          "time-unit",
          "row-step",
          "ram-column",
          "ram-unit",
          "separator",
          "licence",
          "limit-millicores",
          "combine"}) {
        if (request.parameters->has(name)) {
            merged[name] = request.parameters->text(name, "");
        }
    }
    Parameters parameters{merged};
    TraceRequest inner = request;
    inner.parameters = &parameters;
    return load_csv(inner);
}

}  // namespace

Result<Shape> load_count_series(TraceRequest& request) {
    return load_csv_with(request, {{"value-column", "2"}, {"unit", "count"}});
}

Result<Shape> load_autothrottle(TraceRequest& request) {
    return load_csv_with(request, {{"unit", "rps"}, {"row-step", "1s"}});
}

Result<Shape> load_arabesque(TraceRequest& request) {
    return load_csv_with(request, {});
}

}  // namespace flotilla::lab::workload

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "flotilla/lab/workload/trace/usage_samples.hpp"

/// Logs with a line or record a request: NASA-HTTP, WorldCup98, Wikipedia.
namespace flotilla::lab::workload {
namespace {

constexpr Duration kUsualStep = std::chrono::minutes{1};

/// Counts events of a log that is in order of time, or nearly; its first event begins the series.
class LogCounter {
public:
    explicit LogCounter(Duration step) : bins_(step), step_(step) {}

    Result<void> add(WallTime when, double count = 1) {
        if (!begin_) {
            begin_ = WallTime{when.time_since_epoch() / step_ * step_};
        }
        return bins_.add(when - *begin_, count);
    }
    Result<Shape> finished(const std::string& file) const {
        auto shape = bins_.finished();
        if (!shape) {
            return with_context(shape.error(), file);
        }
        shape->file->kind = model::SeriesKind::Rps;
        shape->file->start = begin_;
        return shape;
    }

private:
    CountBins bins_;
    Duration step_;
    std::optional<WallTime> begin_;
};

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

/// "01/Jul/1995:00:00:01 -0400".
std::optional<WallTime> log_time(std::string_view text) {
    constexpr std::array<std::string_view, 12> kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    if (text.size() != 26) {
        return std::nullopt;
    }
    const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(3, 3)) - kMonths.begin() + 1;
    const auto when = parse_time(fmt::format(
        "{}-{:02}-{}T{}{}:{}",
        text.substr(7, 4),
        month,
        text.substr(0, 2),
        text.substr(12, 8),
        text.substr(21, 3),
        text.substr(24, 2)
    ));
    return when ? std::optional{*when} : std::nullopt;
}

}  // namespace

Result<Shape> load_nasa(TraceRequest& request) {
    FLOTILLA_TRY(auto source, open_source(request.file));
    LineReader lines{std::move(source)};
    LogCounter counter{request.step_or(kUsualStep)};
    std::size_t broken = 0;
    while (true) {
        const auto line = lines.next();
        if (!line) {
            return with_context(line.error(), request.file);
        }
        if (!*line) {
            break;
        }
        const auto open = (*line)->find('[');
        const auto close = (*line)->find(']', open == std::string_view::npos ? 0 : open);
        const auto when = close == std::string_view::npos
                              ? std::nullopt
                              : log_time((*line)->substr(open + 1, close - open - 1));
        if (!when || !counter.add(*when)) {
            ++broken;  // this log is known to have some: they are counted, not refused
        }
    }
    FLOTILLA_TRY(Shape shape, counter.finished(request.file));
    if (broken > 0) {
        shape.file->notes.push_back(fmt::format("{} broken lines of {} were left out", broken, lines.number())
        );
    }
    return shape;
}

Result<Shape> load_worldcup98(TraceRequest& request) {
    constexpr std::size_t kRecord = 20;
    FLOTILLA_TRY(auto source, open_source(request.file));
    FLOTILLA_TRY(const double offset, request.parameters->not_negative("epoch-offset", 0));
    LogCounter counter{request.step_or(kUsualStep)};
    std::vector<char> buffer(kRecord * 4096);
    std::size_t filled = 0;
    std::size_t number = 0;
    while (true) {
        const auto count = source->read(std::span{buffer}.subspan(filled));
        if (!count) {
            return with_context(count.error(), request.file);
        }
        filled += *count;
        std::size_t at = 0;
        for (; at + kRecord <= filled; at += kRecord) {
            ++number;
            std::uint32_t seconds = 0;
            for (std::size_t i = 0; i < 4; ++i) {
                seconds = seconds << 8U | static_cast<unsigned char>(buffer[at + i]);
            }
            const WallTime when{std::chrono::seconds{seconds} + Duration{std::llround(offset * 1e9)}};
            if (const auto added = counter.add(when); !added && !request.is_lenient) {
                return with_context(added.error(), fmt::format("{}, record {}", request.file, number));
            }
        }
        std::copy(
            buffer.begin() + static_cast<std::ptrdiff_t>(at),
            buffer.begin() + static_cast<std::ptrdiff_t>(filled),
            buffer.begin()
        );
        filled -= at;
        if (*count == 0) {
            break;
        }
    }
    if (filled > 0 && !request.is_lenient) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "{}, record {}: {} bytes instead of {}: the file is cut off",
                request.file,
                number + 1,
                filled,
                kRecord
            )
        );
    }
    return counter.finished(request.file);
}

namespace {

/// "…/pagecounts-20071210-180000.gz" and "pageviews-…": the hour that the dump is of.
std::optional<WallTime> hour_of(const std::string& file) {
    const auto dash = file.rfind('-');
    if (dash == std::string::npos || dash < 8 || file.size() < dash + 7) {
        return std::nullopt;
    }
    const std::string day = file.substr(dash - 8, 8);
    const std::string hour = file.substr(dash + 1, 2);
    if (!digits(day) || !digits(hour)) {
        return std::nullopt;
    }
    const auto when = parse_time(
        fmt::format("{}-{}-{}T{}:00:00Z", day.substr(0, 4), day.substr(4, 2), day.substr(6, 2), hour)
    );
    return when ? std::optional{*when} : std::nullopt;
}

/// One hour's dump: the views of all titles of the projects that are wanted.
Result<double> views_of_hour(
    const std::string& file,
    const TraceRequest& request,
    const std::string& project,
    std::vector<std::string>& notes
) {
    FLOTILLA_TRY(auto source, open_source(file));
    RecordReader rows{std::move(source), file, request.is_lenient, ' '};
    double views = 0;
    while (true) {
        FLOTILLA_TRY(const bool has_row, rows.next());
        if (!has_row) {
            const auto of_file = rows.notes();
            notes.insert(notes.end(), of_file.begin(), of_file.end());
            return views;
        }
        const auto count = rows.cells().size() >= 3 ? amount(rows.cells()[2]) : std::nullopt;
        if (!count) {
            FLOTILLA_CHECK(rows.refuse("it is not \"project title views bytes\""));
        } else if (project.empty() || rows.cells()[0] == project) {
            views += *count;
        }
    }
}

Result<Shape> load_hourly_dumps(TraceRequest& request, const std::string& project) {
    constexpr Duration kHour = std::chrono::hours{1};
    LevelBins bins{request.step_or(kHour)};
    std::optional<WallTime> begin;
    std::vector<std::string> notes;
    for (const std::string& file : file_list(request.file)) {
        const auto hour = hour_of(file);
        if (!hour) {
            return fail(
                ErrorCode::InvalidArgument, fmt::format("{}: its name must end in -YYYYMMDD-HHMMSS", file)
            );
        }
        begin = begin.value_or(*hour);
        FLOTILLA_TRY(const double views, views_of_hour(file, request, project, notes));
        if (const auto added = bins.add(*hour - *begin, *hour - *begin + kHour, views / 3600); !added) {
            return with_context(added.error(), file);
        }
    }
    std::size_t first = 0;
    FLOTILLA_TRY(Shape shape, bins.finished(request.gaps(), false, first));
    shape.file->kind = model::SeriesKind::Rps;
    shape.file->start = begin;
    shape.file->notes.insert(shape.file->notes.end(), notes.begin(), notes.end());
    return shape;
}

Result<Shape> load_request_log(TraceRequest& request, RecordReader rows) {
    LogCounter counter{request.step_or(std::chrono::seconds{1})};
    for (bool has_row = true; has_row;) {
        const auto& cells = rows.cells();
        const auto at = cells.size() >= 3 ? amount(cells[1]) : std::nullopt;
        const auto added =
            at && *at < 4e9
                ? counter.add(WallTime{Duration{std::llround(*at * 1e9)}})
                : Result<void>{fail(ErrorCode::InvalidArgument, "it is not \"counter time url flag\"")};
        if (!added) {
            FLOTILLA_CHECK(rows.refuse(added.error().message));
        }
        FLOTILLA_TRY(has_row, rows.next());
    }
    FLOTILLA_TRY(Shape shape, counter.finished(request.file));
    shape.file->notes = rows.notes();
    return shape;
}

}  // namespace

Result<Shape> load_wikipedia(TraceRequest& request) {
    const std::string project = request.parameters->text("project", "");
    if (file_list(request.file).size() > 1) {
        return load_hourly_dumps(request, project);
    }
    FLOTILLA_TRY(auto source, open_source(request.file));
    RecordReader rows{std::move(source), request.file, request.is_lenient, ' '};
    FLOTILLA_TRY(const bool has_row, rows.next());
    if (!has_row) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{}: it is empty", request.file));
    }
    const auto& cells = rows.cells();
    const bool is_log = cells.size() >= 3 && parse_cell(cells[0]) && parse_cell(cells[1]);
    return is_log ? load_request_log(request, std::move(rows)) : load_hourly_dumps(request, project);
}

}  // namespace flotilla::lab::workload

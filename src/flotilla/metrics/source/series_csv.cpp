#include "flotilla/metrics/source/series_csv.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace flotilla::metrics {
namespace {

constexpr std::string_view kNameLabel = "__name__";

std::string time_text(WallTime time) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    std::string text = format_time(whole);
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(time - whole).count();
    if (rest != 0) {
        text.insert(text.size() - 1, fmt::format(".{:03}", rest));
    }
    return text;
}

std::string quoted(std::string_view cell) {
    if (cell.find_first_of(",\"\n") == std::string_view::npos) {
        return std::string{cell};
    }
    std::string out = "\"";
    for (const char c : cell) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + '"';
}

/// The cells of one line; absent when a quotation does not end.
std::optional<std::vector<std::string>> cells_of(std::string_view line) {
    std::vector<std::string> cells(1);
    bool is_quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (is_quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
            cells.back() += '"';
            ++i;
        } else if (c == '"') {
            is_quoted = !is_quoted;
        } else if (c == ',' && !is_quoted) {
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
    return is_quoted ? std::nullopt : std::optional{std::move(cells)};
}

tl::unexpected<Error> wrong(std::size_t line, std::string_view what) {
    return fail(ErrorCode::InvalidArgument, fmt::format("line {}: {}", line, what));
}

Result<void> parse_row(
    const std::vector<std::string>& cells,
    std::size_t line,
    std::optional<WallTime>& last,
    std::vector<Series>& series
) {
    const auto time = parse_time(cells[0]);
    if (!time) {
        return wrong(line, fmt::format("\"{}\" is no time", cells[0]));
    }
    if (last && *time <= *last) {
        return wrong(line, "its time is not after that of the line before");
    }
    last = *time;
    for (std::size_t i = 1; i < cells.size(); ++i) {
        if (cells[i].empty()) {
            continue;
        }
        char* end = nullptr;
        const double value = std::strtod(cells[i].c_str(), &end);
        if (end != cells[i].c_str() + cells[i].size() || !std::isfinite(value)) {
            return wrong(line, fmt::format("\"{}\" is no finite number; a gap is an empty cell", cells[i]));
        }
        series[i - 1].points.push_back({*time, value});
    }
    return {};
}

}  // namespace

std::string series_name(const Series& series) {
    std::string labels;
    std::string name;
    for (const auto& [key, value] : series.labels) {
        if (key == kNameLabel) {
            name = value;
        } else {
            labels += fmt::format("{}{}=\"{}\"", labels.empty() ? "" : ",", key, value);
        }
    }
    return name.empty() || !labels.empty() ? fmt::format("{}{{{}}}", name, labels) : name;
}

std::string to_csv(const std::vector<Series>& series) {
    std::string out = "time";
    std::set<WallTime> times;
    for (const Series& one : series) {
        out += ',' + quoted(series_name(one));
        for (const Point& point : one.points) {
            times.insert(point.time);
        }
    }
    out += '\n';
    std::vector<std::size_t> next(series.size(), 0);
    for (const WallTime time : times) {
        out += time_text(time);
        for (std::size_t i = 0; i < series.size(); ++i) {
            out += ',';
            const std::vector<Point>& points = series[i].points;
            if (next[i] < points.size() && points[next[i]].time == time) {
                out += fmt::format("{}", points[next[i]++].value);
            }
        }
        out += '\n';
    }
    return out;
}

Result<std::vector<Series>> parse_csv(std::string_view text) {
    std::vector<Series> series;
    std::optional<WallTime> last;
    for (std::size_t line = 1; !text.empty(); ++line) {
        std::string_view row = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(row.size() + 1, text.size()));
        if (row.ends_with('\r')) {
            row.remove_suffix(1);
        }
        const auto cells = cells_of(row);
        if (!cells) {
            return wrong(line, "a quotation does not end");
        }
        if (line == 1) {
            if (cells->front() != "time") {
                return wrong(line, "wanted a header that begins with \"time\"");
            }
            for (std::size_t i = 1; i < cells->size(); ++i) {
                series.push_back({{{std::string{kNameLabel}, (*cells)[i]}}, {}});
            }
            continue;
        }
        if (cells->size() != series.size() + 1) {
            return wrong(
                line, fmt::format("{} cells, but the header has {}", cells->size(), series.size() + 1)
            );
        }
        FLOTILLA_CHECK(parse_row(*cells, line, last, series));
    }
    if (series.empty()) {
        return fail(ErrorCode::InvalidArgument, "the table has no column but its time");
    }
    return series;
}

boost::asio::awaitable<Result<std::vector<Series>>> CsvSource::range(RangeQuery query) {
    std::vector<Series> found;
    for (const Series& series : series_) {
        if (!query.query.empty() && series_name(series) != query.query) {
            continue;
        }
        Series& part = found.emplace_back(Series{series.labels, {}});
        for (const Point& point : series.points) {
            if (query.from <= point.time && point.time <= query.to) {
                part.points.push_back(point);
            }
        }
    }
    if (found.empty()) {
        co_return fail(ErrorCode::NotFound, fmt::format("the table has no column \"{}\"", query.query));
    }
    co_return found;
}

}  // namespace flotilla::metrics

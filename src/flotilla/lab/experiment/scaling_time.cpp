#include "flotilla/lab/experiment/scaling_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "flotilla/base/statistics.hpp"

namespace flotilla::lab {
namespace {

constexpr std::string_view kHead = "run,group,member,from,to,requested_at,patched_at,ready_at,seconds";
constexpr std::size_t kColumns = 9;

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

tl::unexpected<Error> bad_line(int line, std::string_view why) {
    return fail(ErrorCode::InvalidArgument, fmt::format("line {}: {}", line, why));
}

template <class Number>
Result<Number> number(std::string_view text, int line) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return bad_line(line, fmt::format("\"{}\" is not a number", text));
    }
    return value;
}

Result<WallTime> time(std::string_view text, int line) {
    auto when = parse_time(text);
    if (!when) {
        return bad_line(line, when.error().message);
    }
    return *when;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

Result<ScalingRecord> record_from(std::string_view text, int line) {
    const auto cells = split(text, ',');
    if (cells.size() != kColumns) {
        return bad_line(line, fmt::format("{} columns instead of {}", cells.size(), kColumns));
    }
    ScalingRecord record;
    FLOTILLA_TRY(record.run, number<int>(cells[0], line));
    record.group = cells[1];
    record.member = cells[2];
    FLOTILLA_TRY(const auto from, number<std::int64_t>(cells[3], line));
    FLOTILLA_TRY(const auto to, number<std::int64_t>(cells[4], line));
    record.from = model::Replicas{from};
    record.to = model::Replicas{to};
    FLOTILLA_TRY(record.requested_at, time(cells[5], line));
    FLOTILLA_TRY(record.patched_at, time(cells[6], line));
    FLOTILLA_TRY(record.ready_at, time(cells[7], line));
    FLOTILLA_TRY(const double took, number<double>(cells[8], line));
    if (!std::isfinite(took) || std::abs(took) > 1e9) {
        return bad_line(line, fmt::format("\"{}\" is no time in seconds", cells[8]));
    }
    record.took = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(took));
    return record;
}

/// What one run of one step says of a whole group.
struct GroupTimes {
    double ready = 0;
    double patched = 0;
};

StepStatistics summary(std::string group, ScalingStep step, const std::map<int, GroupTimes>& runs) {
    StepStatistics made{std::move(group), step, {}, 0, 0, 0, 0};
    std::vector<double> patched;
    for (const auto& [run, times] : runs) {
        made.seconds.push_back(times.ready);
        patched.push_back(times.patched);
    }
    std::sort(made.seconds.begin(), made.seconds.end());
    std::sort(patched.begin(), patched.end());
    made.median = quantile(made.seconds, 0.5);
    made.lower = quantile(made.seconds, 0.25);
    made.upper = quantile(made.seconds, 0.75);
    made.median_patched = quantile(patched, 0.5);
    return made;
}

}  // namespace

std::vector<ScalingStep> usual_steps() {
    constexpr std::array<std::int64_t, 4> kCounts{1, 2, 5, 10};
    std::vector<ScalingStep> steps;
    for (std::size_t i = 0; i + 1 < kCounts.size(); ++i) {
        steps.push_back({model::Replicas{kCounts[i]}, model::Replicas{kCounts[i + 1]}});
    }
    for (std::size_t i = kCounts.size() - 1; i > 0; --i) {
        steps.push_back({model::Replicas{kCounts[i]}, model::Replicas{kCounts[i - 1]}});
    }
    return steps;
}

std::string to_csv(const std::vector<ScalingRecord>& records) {
    std::string csv{kHead};
    csv += '\n';
    for (const ScalingRecord& record : records) {
        csv += fmt::format(
            "{},{},{},{},{},{},{},{},{:.6f}\n",
            record.run,
            record.group,
            record.member,
            record.from.count(),
            record.to.count(),
            format_micro_time(record.requested_at),
            format_micro_time(record.patched_at),
            format_micro_time(record.ready_at),
            seconds(record.took)
        );
    }
    return csv;
}

Result<std::vector<ScalingRecord>> records_from_csv(std::string_view text) {
    std::vector<ScalingRecord> records;
    int line = 0;
    for (std::string_view row : split(text, '\n')) {
        ++line;
        if (row.ends_with('\r')) {
            row.remove_suffix(1);
        }
        if (line == 1) {
            if (row != kHead) {
                return bad_line(line, fmt::format("the head must be {}", kHead));
            }
        } else if (!row.empty()) {
            FLOTILLA_TRY(ScalingRecord record, record_from(row, line));
            records.push_back(std::move(record));
        }
    }
    return records;
}

std::vector<StepStatistics> statistics_of(const std::vector<ScalingRecord>& records) {
    std::map<std::string, std::vector<ScalingStep>> steps;
    std::map<std::pair<std::string, ScalingStep>, std::map<int, GroupTimes>> times;
    for (const ScalingRecord& record : records) {
        const ScalingStep step{record.from, record.to};
        auto& of_group = steps[record.group];
        if (std::find(of_group.begin(), of_group.end(), step) == of_group.end()) {
            of_group.push_back(step);
        }
        GroupTimes& run = times[{record.group, step}][record.run];
        run.ready = std::max(run.ready, seconds(record.took));
        run.patched = std::max(run.patched, seconds(record.patched_at - record.requested_at));
    }
    std::vector<StepStatistics> statistics;
    for (const auto& [group, of_group] : steps) {
        for (const ScalingStep& step : of_group) {
            statistics.push_back(summary(group, step, times[{group, step}]));
        }
    }
    return statistics;
}

std::string to_table(const std::vector<StepStatistics>& statistics) {
    std::string table = fmt::format(
        "{:<16} {:>8} {:>5} {:>12} {:>12} {:>22}\n", "GROUP", "STEP", "RUNS", "PATCHED", "READY", "QUARTILES"
    );
    for (const StepStatistics& of : statistics) {
        table += fmt::format(
            "{:<16} {:>8} {:>5} {:>10.3f} s {:>10.3f} s {:>22}\n",
            of.group,
            fmt::format("{}-{}", of.step.from.count(), of.step.to.count()),
            of.seconds.size(),
            of.median_patched,
            of.median,
            fmt::format("{:.3f} – {:.3f} s", of.lower, of.upper)
        );
    }
    return table;
}

}  // namespace flotilla::lab

#include "flotilla/load/report.hpp"

#include <array>
#include <iterator>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace flotilla::load {
namespace {

namespace json = boost::json;

constexpr std::array<double, 7> kPercentiles{50, 75, 90, 95, 99, 99.9, 99.99};
constexpr std::array<std::string_view, kFailureKinds> kFailureNames{
    "", "no connection", "broken connection", "timeout", "abandoned"
};
constexpr std::array<std::string_view, kFailureKinds> kFailureKeys{
    "", "connect", "broken", "timeout", "abandoned"
};

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

double milliseconds(Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

double per_second(std::uint64_t count, Duration length) {
    return length > Duration{0} ? static_cast<double>(count) / seconds(length) : 0;
}

double percent(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

void append_row(std::string_view name, const Tally& tally, Duration length, std::string& text) {
    fmt::format_to(
        std::back_inserter(text),
        "{:<16} {:>10} {:>8} {:>10.1f} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f}\n",
        name,
        tally.sent,
        tally.failed(),
        per_second(tally.good, length),
        milliseconds(tally.latency.mean()),
        milliseconds(tally.latency.percentile(50)),
        milliseconds(tally.latency.percentile(95)),
        milliseconds(tally.latency.percentile(99)),
        milliseconds(tally.latency.max())
    );
}

std::string failures_text(const Tally& total) {
    std::string text;
    for (std::size_t kind = 1; kind < kFailureKinds; ++kind) {
        if (total.by_failure[kind] > 0) {
            text +=
                fmt::format("{}{} {}", text.empty() ? "" : ", ", total.by_failure[kind], kFailureNames[kind]);
        }
    }
    for (const std::size_t status_class : {0UL, 1UL, 4UL, 5UL}) {
        if (total.by_status_class[status_class] > 0) {
            text += fmt::format(
                "{}{} status {}xx",
                text.empty() ? "" : ", ",
                total.by_status_class[status_class],
                status_class
            );
        }
    }
    return text;
}

json::object latency_json(const LatencyHistogram& latency) {
    json::object object;
    object["mean"] = milliseconds(latency.mean());
    object["min"] = milliseconds(latency.min());
    object["max"] = milliseconds(latency.max());
    for (const double wanted : kPercentiles) {
        object[fmt::format("p{}", wanted)] = milliseconds(latency.percentile(wanted));
    }
    return object;
}

json::object tally_json(const Tally& tally, Duration length) {
    json::object failures;
    for (std::size_t kind = 1; kind < kFailureKinds; ++kind) {
        failures[kFailureKeys[kind]] = tally.by_failure[kind];
    }
    json::object statuses;
    for (std::size_t status_class = 1; status_class < tally.by_status_class.size(); ++status_class) {
        statuses[fmt::format("{}xx", status_class)] = tally.by_status_class[status_class];
    }
    json::object object;
    object["sent"] = tally.sent;
    object["good"] = tally.good;
    object["failed"] = tally.failed();
    object["requests_per_second"] = per_second(tally.good, length);
    object["failures"] = std::move(failures);
    object["statuses"] = std::move(statuses);
    object["latency_ms"] = latency_json(tally.latency);
    return object;
}

}  // namespace

std::string to_table(const RunTitle& title, const Record& record) {
    const Tally total = record.total();
    std::string text = fmt::format(
        "{} loop, {}, {:.1f} s measured after {:.1f} s, seed {}: {}\n\n"
        "{:<16} {:>10} {:>8} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        title.loop,
        title.level,
        seconds(record.length),
        seconds(record.warm_up),
        title.seed,
        title.server,
        "request",
        "sent",
        "failed",
        "good/s",
        "mean ms",
        "p50",
        "p95",
        "p99",
        "max"
    );
    for (std::size_t action = 0; action < record.actions.size(); ++action) {
        if (record.actions[action].sent > 0) {
            append_row(record.action_names[action], record.actions[action], record.length, text);
        }
    }
    append_row("all", total, record.length, text);
    if (total.failed() > 0) {
        fmt::format_to(
            std::back_inserter(text),
            "\nfailed: {:.2f} % ({})\n",
            percent(total.failed(), total.sent),
            failures_text(total)
        );
    }
    fmt::format_to(
        std::back_inserter(text),
        "\nlatency counts from the intended start; sent late by p50 {:.3f} ms, p99 {:.3f} ms, max {:.3f} "
        "ms\n",
        milliseconds(record.lateness.percentile(50)),
        milliseconds(record.lateness.percentile(99)),
        milliseconds(record.lateness.max())
    );
    return text;
}

std::string to_json(const RunTitle& title, const Record& record) {
    json::object actions;
    for (std::size_t action = 0; action < record.actions.size(); ++action) {
        actions[record.action_names[action]] = tally_json(record.actions[action], record.length);
    }
    json::object object;
    object["server"] = title.server;
    object["loop"] = title.loop;
    object["level"] = title.level;
    object["seed"] = title.seed;
    object["length_s"] = seconds(record.length);
    object["warm_up_s"] = seconds(record.warm_up);
    object["all"] = tally_json(record.total(), record.length);
    object["actions"] = std::move(actions);
    object["lateness_ms"] = latency_json(record.lateness);
    return json::serialize(object) + "\n";
}

std::string to_csv(const Record& record) {
    std::string text = "t_s,level,sent,good,failed,under_way,p50_ms,p95_ms,p99_ms,max_ms\n";
    for (const Interval& interval : record.intervals) {
        fmt::format_to(
            std::back_inserter(text),
            "{:.3f},{:.6g},{},{},{},{},{:.3f},{:.3f},{:.3f},{:.3f}\n",
            seconds(interval.from),
            interval.level,
            interval.sent,
            interval.good,
            interval.failed,
            interval.under_way,
            milliseconds(interval.p50),
            milliseconds(interval.p95),
            milliseconds(interval.p99),
            milliseconds(interval.max)
        );
    }
    return text;
}

std::string to_live_line(const Interval& interval, const std::string& loop, Duration length) {
    return fmt::format(
        "{:>5.0f}/{:.0f} s  {} {:.0f}  {:>8.1f} good/s  {} failed  {} under way  p50 {:.1f}  p95 {:.1f}  p99 "
        "{:.1f} ms",
        seconds(interval.from + interval.length),
        seconds(length),
        loop == "open" ? "rate" : "users",
        interval.level,
        per_second(interval.good, interval.length),
        interval.failed,
        interval.under_way,
        milliseconds(interval.p50),
        milliseconds(interval.p95),
        milliseconds(interval.p99)
    );
}

}  // namespace flotilla::load

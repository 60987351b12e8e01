#include "flotilla/cli/metrics_run.hpp"

#include <cstdio>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/session.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/io/http/client.hpp"
#include "flotilla/metrics/source/prometheus.hpp"
#include "flotilla/metrics/source/series_csv.hpp"

namespace flotilla::cli {
namespace {

Result<Duration> duration_of(std::string_view flag, const std::string& text) {
    auto duration = parse_duration(text);
    if (!duration || *duration <= Duration{0}) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("{} \"{}\": wanted a time such as 15s or 2h", flag, text)
        );
    }
    return duration;
}

Result<WallTime> time_of(std::string_view flag, const std::string& text) {
    auto time = parse_time(text);
    if (!time) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{} \"{}\": wanted a time such as 2026-01-31T12:00:00Z", flag, text)
        );
    }
    return time;
}

Result<metrics::RangeQuery> query_of(const ExportArguments& arguments, WallTime now) {
    metrics::RangeQuery query;
    query.query = arguments.query;
    query.to = now;
    if (!arguments.to.empty()) {
        FLOTILLA_TRY(query.to, time_of("--to", arguments.to));
    }
    FLOTILLA_TRY(const Duration last, duration_of("--last", arguments.last));
    query.from = query.to - last;
    if (!arguments.from.empty()) {
        FLOTILLA_TRY(query.from, time_of("--from", arguments.from));
    }
    FLOTILLA_TRY(query.step, duration_of("--step", arguments.step));
    if (query.to < query.from) {
        return fail(ErrorCode::InvalidArgument, "--from is after --to");
    }
    return query;
}

Result<void> write(const std::vector<metrics::Series>& series, const std::string& output) {
    if (series.empty()) {
        return fail(ErrorCode::NotFound, "the query matches no series");
    }
    const std::string csv = metrics::to_csv(series);
    if (!output.empty()) {
        return io::write_file_atomically(output, csv);
    }
    std::fwrite(csv.data(), 1, csv.size(), stdout);
    return {};
}

asio::awaitable<int> fetch(
    metrics::MetricSource& source, metrics::RangeQuery query, const std::string& output
) {
    const auto series = co_await source.range(std::move(query));
    if (!series) {
        co_return report(series.error());
    }
    const auto written = write(*series, output);
    co_return written ? kSuccess : report(written.error());
}

}  // namespace

int export_metrics(const ExportArguments& arguments) {
    Session session{telemetry::Level::Warn};
    auto query = query_of(arguments, session.clock().wall_now());
    if (!query) {
        return report(query.error());
    }
    io::http::HttpTransportOptions options;
    auto url = io::http::parse_url(arguments.prometheus);
    if (!url) {
        return report(url.error());
    }
    options.server = *url;
    io::http::HttpTransport transport{session.clock(), options};
    metrics::PrometheusSource source{transport};
    return session.run(fetch(source, std::move(*query), arguments.output), [&] { session.context().stop(); });
}

}  // namespace flotilla::cli

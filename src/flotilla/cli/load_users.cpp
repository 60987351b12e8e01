#include "flotilla/cli/load_users.hpp"

#include <cstdio>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/session.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/load/users.hpp"

namespace flotilla::cli {
namespace {

Result<load::UsersOptions> to_options(const LoadUsersArguments& arguments) {
    load::UsersOptions options;
    options.server = arguments.server;
    options.behaviour = arguments.get ? load::one_request(*arguments.get) : load::online_boutique();
    if (arguments.think) {
        FLOTILLA_TRY(options.behaviour.think, load::parse_think_time(*arguments.think));
    }
    options.users = arguments.users;
    options.rate = arguments.rate;
    FLOTILLA_TRY(options.length, parse_duration(arguments.length));
    FLOTILLA_TRY(options.warm_up, parse_duration(arguments.warm_up));
    FLOTILLA_TRY(options.timeout, parse_duration(arguments.timeout));
    options.spawn_rate = arguments.spawn_rate;
    options.spacing = arguments.is_even ? load::OpenLoop::Spacing::Even : load::OpenLoop::Spacing::Poisson;
    options.connections = arguments.connections;
    options.fields = arguments.fields;
    options.seed = arguments.seed;
    options.read_file = [](const std::string& path) { return io::read_file(path); };
    return options;
}

/// On a terminal, one line about the last second that is written over and over.
class LiveLine {
public:
    LiveLine(std::string loop, Duration length)
        : loop_(std::move(loop)), length_(length), is_terminal_(isatty(STDERR_FILENO) == 1) {}
    ~LiveLine() { clear(); }
    LiveLine(const LiveLine&) = delete;
    LiveLine& operator=(const LiveLine&) = delete;

    void show(const load::Interval& interval) const {
        if (is_terminal_) {
            fmt::print(stderr, "\r\x1b[K{}", load::to_live_line(interval, loop_, length_));
            std::fflush(stderr);
        }
    }
    void clear() const {
        if (is_terminal_) {
            fmt::print(stderr, "\r\x1b[K");
        }
    }

private:
    std::string loop_;
    Duration length_;
    bool is_terminal_;
};

Result<void> write_files(
    const LoadUsersArguments& arguments, const load::RunTitle& title, const load::Record& record
) {
    if (!arguments.json.empty()) {
        FLOTILLA_CHECK(io::write_file_atomically(arguments.json, load::to_json(title, record)));
    }
    if (!arguments.csv.empty()) {
        FLOTILLA_CHECK(io::write_file_atomically(arguments.csv, load::to_csv(record)));
    }
    if (!arguments.hdr.empty()) {
        const std::string text = record.total().latency.percentile_text();
        FLOTILLA_CHECK(io::write_file_atomically(arguments.hdr, text));
    }
    return {};
}

asio::awaitable<int> run(load::UsersRun& users, const LoadUsersArguments& arguments, const LiveLine& line) {
    const auto record = co_await users.run();
    line.clear();
    if (!record) {
        co_return report(record.error());
    }
    fmt::print("{}", load::to_table(users.title(), *record));
    if (const auto written = write_files(arguments, users.title(), *record); !written) {
        co_return report(written.error());
    }
    co_return record->total().good > 0 ? kSuccess : kFailure;
}

}  // namespace

int run_load_users(const LoadUsersArguments& arguments) {
    auto options = to_options(arguments);
    if (!options) {
        return report(options.error());
    }
    Session session{telemetry::Level::Warn};
    const LiveLine line{arguments.users ? "closed" : "open", options->warm_up + options->length};
    options->on_interval = [&line](const load::Interval& interval) { line.show(interval); };
    const auto users =
        load::UsersRun::prepare(session.context().get_executor(), session.clock(), std::move(*options));
    if (!users) {
        return report(users.error());
    }
    return session.run(run(**users, arguments, line), [&users] { (*users)->stop(); });
}

}  // namespace flotilla::cli

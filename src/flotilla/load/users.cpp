#include "flotilla/load/users.hpp"

#include <utility>

#include "flotilla/io/http/client.hpp"
#include "flotilla/load/closed_loop.hpp"
#include "flotilla/load/tcp_sender.hpp"
#include "flotilla/load/transport_sender.hpp"

namespace flotilla::load {
namespace {

Result<void> check_options(const UsersOptions& options) {
    FLOTILLA_CHECK(check(options.behaviour));
    if (options.users.has_value() == options.rate.has_value()) {
        return fail(
            ErrorCode::InvalidArgument, "say either how many users there are or at which rate requests come"
        );
    }
    if (options.length <= Duration{0} || options.warm_up < Duration{0} || options.timeout <= Duration{0}) {
        return fail(ErrorCode::InvalidArgument, "duration and timeout must be above 0");
    }
    if (options.connections == 0) {
        return fail(ErrorCode::InvalidArgument, "at least one connection is needed");
    }
    return {};
}

Result<std::unique_ptr<Source>> make_source(const Behaviour& behaviour, const UsersOptions& options) {
    LevelContext context;
    context.length = options.warm_up + options.length;
    context.seed = options.seed;
    context.read_file = options.read_file;
    FLOTILLA_TRY(Level level, parse_level(options.users ? *options.users : *options.rate, context));
    if (options.users) {
        return std::make_unique<ClosedLoop>(behaviour, std::move(level), options.spawn_rate, options.seed);
    }
    return std::make_unique<OpenLoop>(
        behaviour, std::move(level), options.spacing, options.sessions, options.seed
    );
}

/// Over TLS by the ordinary client, otherwise by the lean one.
class HttpsSender final : public Sender {
public:
    HttpsSender(
        asio::any_io_executor executor,
        io::Clock& clock,
        io::http::HttpTransportOptions options,
        Duration timeout
    )
        : transport_{clock, std::move(options)}, sender_{std::move(executor), clock, transport_, timeout} {}

    asio::awaitable<Result<void>> start(Receiver& receiver) override { return sender_.start(receiver); }
    void send(Token token, const Message& message) override { sender_.send(token, message); }
    asio::awaitable<void> stop() override { return sender_.stop(); }

private:
    io::http::HttpTransport transport_;
    TransportSender sender_;
};

std::unique_ptr<Sender> make_sender(
    const asio::any_io_executor& executor,
    io::Clock& clock,
    const io::http::Url& server,
    const UsersOptions& options
) {
    if (server.scheme == "https") {
        io::http::HttpTransportOptions transport;
        transport.server = server;
        transport.max_idle_connections = options.connections;
        return std::make_unique<HttpsSender>(executor, clock, std::move(transport), options.timeout);
    }
    TcpSenderOptions tcp;
    tcp.server = server;
    tcp.max_connections = options.connections;
    tcp.timeout = options.timeout;
    tcp.fields = options.fields;
    return std::make_unique<TcpSender>(executor, clock, std::move(tcp));
}

std::vector<std::string> names_of(const std::vector<Action>& actions) {
    std::vector<std::string> names;
    for (const Action& action : actions) {
        names.push_back(action.name);
    }
    return names;
}

RunOptions run_options(const UsersOptions& options) {
    RunOptions run;
    run.length = options.warm_up + options.length;
    run.warm_up = options.warm_up;
    run.patience = options.timeout + std::chrono::seconds{1};
    run.on_interval = options.on_interval;
    return run;
}

class Prepared final : public UsersRun {
public:
    Prepared(
        const asio::any_io_executor& executor,
        io::Clock& clock,
        std::unique_ptr<Behaviour> behaviour,
        std::unique_ptr<Source> source,
        std::unique_ptr<Sender> sender,
        RunTitle title,
        RunOptions options
    )
        : behaviour_{std::move(behaviour)},
          source_{std::move(source)},
          sender_{std::move(sender)},
          title_{std::move(title)},
          run_{executor, clock, *source_, *sender_, names_of(behaviour_->actions), std::move(options)} {}

    asio::awaitable<Result<Record>> run() override { return run_(); }
    void stop() override { run_.stop(); }
    [[nodiscard]] const RunTitle& title() const override { return title_; }

private:
    std::unique_ptr<Behaviour> behaviour_;  // the source refers to it
    std::unique_ptr<Source> source_;
    std::unique_ptr<Sender> sender_;
    RunTitle title_;
    Run run_;
};

RunTitle title_of(const UsersOptions& options) {
    const bool is_closed = options.users.has_value();
    return {
        options.server,
        is_closed ? "closed" : "open",
        (is_closed ? "users " : "rate ") + (is_closed ? *options.users : *options.rate),
        options.seed
    };
}

}  // namespace

Result<std::unique_ptr<UsersRun>> UsersRun::prepare(
    asio::any_io_executor executor, io::Clock& clock, UsersOptions options
) {
    FLOTILLA_CHECK(check_options(options));
    FLOTILLA_TRY(const io::http::Url server, io::http::parse_url(options.server));
    if (server.scheme != "http" && server.scheme != "https") {
        return fail(ErrorCode::InvalidArgument, "the server must be an http or https URL");
    }
    auto behaviour = std::make_unique<Behaviour>(std::move(options.behaviour));
    FLOTILLA_TRY(auto source, make_source(*behaviour, options));
    auto sender = make_sender(executor, clock, server, options);
    return std::make_unique<Prepared>(
        executor,
        clock,
        std::move(behaviour),
        std::move(source),
        std::move(sender),
        title_of(options),
        run_options(options)
    );
}

}  // namespace flotilla::load

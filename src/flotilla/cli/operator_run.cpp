#include "flotilla/cli/operator_run.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/session.hpp"
#include "flotilla/controllers/group/process.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/io/http/server.hpp"
#include "flotilla/io/within.hpp"
#include "flotilla/lab/live_table.hpp"
#include "flotilla/telemetry/probes.hpp"

namespace flotilla::cli {
namespace {

using controllers::group::Options;
using controllers::group::Process;

controllers::group::Surroundings surroundings() {
    return {
        [](const std::string& name) -> std::optional<std::string> {
            const char* value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>{value};
        },
        [](const std::string& path) { return std::filesystem::exists(path); }
    };
}

Result<std::string> read_group_file(const std::string& path) {
    return io::read_file(path, 1U << 20U);
}

/// The parts of one running operator, in the order in which they are made.
class RunningOperator {
public:
    RunningOperator(Session& session, const OperatorArguments& arguments, const Options& options)
        : session_(session),
          arguments_(arguments),
          options_(options),
          environment_(session.environment(
              arguments.seed ? static_cast<std::uint64_t>(*arguments.seed) : session.seed()
          )),
          process_(
              environment_, options, {session.identity(), arguments.with_leader_election}, read_group_file
          ),
          probes_(session.metrics()),
          tasks_(environment_.executor) {
        probes_.ready().add("cluster", [this] { return process_.readiness(); });
    }

    asio::awaitable<int> run() {
        if (const auto started = start_server(); !started) {
            co_return report(started.error());
        }
        tell_start();
        if (arguments_.watch) {
            tasks_.spawn(draw());
        }
        const auto ended = co_await process_.run();
        tasks_.cancel();
        co_await tasks_.join();
        if (server_) {
            co_await server_->stop(std::chrono::seconds{1});
        }
        co_return tell_end(ended);
    }

    void stop() { process_.stop(); }

private:
    void tell_start() const {
        session_.log().info(
            "group operator started",
            {{"cluster", session_.source()},
             {"namespace", options_.namespace_},
             {"application", options_.app_name},
             {"group_file", options_.group_file},
             {"in_pod", options_.in_pod},
             {"interval", options_.defaults.interval}}
        );
    }

    int tell_end(const Result<void>& ended) const {
        if (!ended) {
            session_.log().error("group operator ended", {{"error", ended.error().message}});
            return kFailure;
        }
        session_.log().info("group operator ended");
        return kSuccess;
    }

    Result<void> start_server() {
        if (arguments_.port == 0) {
            return {};
        }
        io::http::ServerOptions options;
        options.address = arguments_.listen;
        options.port = static_cast<std::uint16_t>(arguments_.port);
        FLOTILLA_TRY(
            server_,
            io::http::Server::start(environment_.executor, session_.clock(), probes_, std::move(options))
        );
        session_.log().info("serving probes and metrics", {{"url", server_->url()}});
        return {};
    }

    asio::awaitable<void> draw() {
        lab::LiveScreen screen{*stdout};
        while (screen.is_terminal()) {
            screen.show(lab::to_table(
                process_.group_operator().groups(),
                process_.group_operator().deployments(),
                session_.clock().now()
            ));
            co_await session_.clock().sleep_for(std::chrono::milliseconds{250});
        }
    }

    Session& session_;
    const OperatorArguments& arguments_;
    const Options& options_;
    kube::Environment environment_;
    Process process_;
    telemetry::ProbeHandler probes_;
    std::unique_ptr<io::http::Server> server_;
    io::TaskGroup tasks_;
};

}  // namespace

int run_operator(const OperatorArguments& arguments) {
    const auto options = controllers::group::resolve_options(arguments.flags, surroundings());
    if (!options) {
        return report(options.error());
    }
    Session session{arguments.verbose ? telemetry::Level::Debug : telemetry::Level::Info};
    if (const auto connected = session.connect(arguments.kubeconfig, arguments.context, options->in_pod);
        !connected) {
        return report(connected.error());
    }
    RunningOperator running{session, arguments, *options};
    return session.run(running.run(), [&running] { running.stop(); });
}

}  // namespace flotilla::cli

#include "flotilla/cli/session.hpp"

#include <array>
#include <csignal>
#include <cstdio>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "flotilla/cli/command.hpp"
#include "flotilla/kube/client/auth/cluster_config.hpp"
#include "flotilla/kube/client/connect.hpp"
#include "flotilla/telemetry/sinks.hpp"

namespace flotilla::cli {

Session::Session(telemetry::Level level)
    : sink_(telemetry::make_sink(*stderr)), log_(*sink_, clock_, level) {}

Session::~Session() = default;

Result<void> Session::connect(const std::string& kubeconfig, const std::string& context, bool in_pod) {
    auto variables = kube::EnvironmentVariables::of_process().variables();
    if (in_pod && kubeconfig.empty()) {
        variables.erase("KUBECONFIG");
        variables.erase("HOME");
    }
    kube::ConfigRequest request;
    request.kubeconfig = kubeconfig;
    request.context = context;
    const kube::EnvironmentVariables environment{std::move(variables)};
    FLOTILLA_TRY(const kube::ClusterConfig config, kube::load_cluster_config(request, environment));
    source_ = config.source;
    kube::ClientOptions options;
    options.observer = &client_metrics_;
    FLOTILLA_TRY(connected_, kube::connect(clock_, config, environment, options));
    return {};
}

kube::Environment Session::environment(std::uint64_t seed) {
    return {connected_->client(), context_.get_executor(), log_, metrics_, seed};
}

int Session::run(asio::awaitable<int> task, std::function<void()> on_stop) {
    int exit_code = kFailure;
    asio::signal_set signals{context_, SIGTERM, SIGINT};
    bool was_told = false;
    const std::function<void()> listen = [&] {
        signals.async_wait([&](const boost::system::error_code& failed, int) {
            if (failed) {
                return;
            }
            if (was_told) {
                log_.warn("told to stop twice: stopping at once");
                context_.stop();
                return;
            }
            was_told = true;
            log_.info("told to stop");
            on_stop();
            listen();
        });
    };
    listen();
    asio::co_spawn(context_, std::move(task), [&](const std::exception_ptr& broken, int code) {
        if (broken) {
            std::rethrow_exception(broken);
        }
        exit_code = code;
        signals.cancel();
        context_.stop();
    });
    context_.run();
    return exit_code;
}

std::string Session::identity() const {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return fmt::format("{}_{}_{:x}", host.data(), ::getpid(), seed() & 0xFFFFFFU);
}

std::uint64_t Session::seed() const {
    return static_cast<std::uint64_t>(clock_.wall_now().time_since_epoch().count());
}

int report(const Error& error) {
    fmt::print(stderr, "flotilla: {}\n", error.message);
    return error.code == ErrorCode::InvalidArgument ? kUsage : kFailure;
}

}  // namespace flotilla::cli

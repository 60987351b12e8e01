#pragma once
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/kube/runtime/client_metrics.hpp"
#include "flotilla/kube/runtime/environment.hpp"
#include "flotilla/telemetry/log.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::kube {
class ConnectedClient;
}

namespace flotilla::cli {

namespace asio = boost::asio;

/// What a subcommand that talks to a cluster runs in: one thread, real time, logs on standard error, metrics.
class Session {
public:
    explicit Session(telemetry::Level level = telemetry::Level::Info);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Finds the cluster as kubectl does. Opens no connection yet.
    /// @param in_pod without a named kubeconfig only the pod's service account counts
    Result<void> connect(const std::string& kubeconfig, const std::string& context, bool in_pod = false);
    /// After `connect`.
    [[nodiscard]] kube::Environment environment(std::uint64_t seed);
    /// Where the configuration came from, for people.
    [[nodiscard]] const std::string& source() const { return source_; }

    /// Runs the task to its end and gives its exit code. The first SIGTERM or SIGINT calls `on_stop`; a
    /// second one ends at once.
    int run(asio::awaitable<int> task, std::function<void()> on_stop);

    [[nodiscard]] asio::io_context& context() { return context_; }
    [[nodiscard]] io::RealClock& clock() { return clock_; }
    [[nodiscard]] telemetry::Registry& metrics() { return metrics_; }
    [[nodiscard]] const telemetry::Logger& log() const { return log_; }
    /// Unlike that of any other process: host, process number, time.
    [[nodiscard]] std::string identity() const;
    /// Different from run to run.
    [[nodiscard]] std::uint64_t seed() const;

private:
    asio::io_context context_{1};
    io::RealClock clock_;
    std::unique_ptr<telemetry::Sink> sink_;
    telemetry::Logger log_;
    telemetry::Registry metrics_;
    kube::ClientMetrics client_metrics_{metrics_};
    std::string source_;
    std::unique_ptr<kube::ConnectedClient> connected_;
};

/// Prints "flotilla: MESSAGE" and gives the exit code that fits the error.
int report(const Error& error);

}  // namespace flotilla::cli

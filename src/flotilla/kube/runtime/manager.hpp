#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "flotilla/io/http/server.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/runtime/controller.hpp"
#include "flotilla/kube/runtime/informers.hpp"
#include "flotilla/kube/runtime/leader_elector.hpp"
#include "flotilla/telemetry/probes.hpp"

namespace boost::asio {
class io_context;
}

namespace flotilla::kube {

struct ManagerOptions {
    ManagerOptions() = default;

    std::optional<LeaderElectorOptions> leader_election =
        std::nullopt;  ///< without: the controllers run at once
    std::optional<io::http::ServerOptions> probes =
        std::nullopt;  ///< where to serve metrics and health, if at all
    Duration shutdown_grace =
        std::chrono::seconds{25};  ///< for reconciles under way; Kubernetes kills after 30 s
};

/// The life of a controller process: informers first, then leadership, then the controllers; and all of it
/// back in order.
///
/// Runs in real time (`run_process`) or in virtual time (`run`). One executor.
class Manager {
public:
    /// @param options leader election options must be valid
    Manager(const Environment& environment, ManagerOptions options);
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    [[nodiscard]] Informers& informers() { return informers_; }
    /// To add checks of one's own; that informers have synced is among those for readiness.
    [[nodiscard]] telemetry::ProbeHandler& probes() { return probes_; }
    /// Runs it while this process leads. Before `run`; the controller outlives it.
    void add(Controller& controller) { controllers_.push_back(&controller); }
    [[nodiscard]] bool is_leader() const { return !elector_ || elector_->is_leader(); }

    /// Works until `stop()`. Unavailable: leadership was lost, or the address of the probes is taken.
    asio::awaitable<Result<void>> run();
    /// Lets reconciles under way end, gives the lease back, and lets `run()` return.
    void stop();

private:
    asio::awaitable<Result<void>> work();
    asio::awaitable<void> wait_for_end();
    asio::awaitable<void> shut_down();
    void start_controllers();

    Environment environment_;
    ManagerOptions options_;
    Informers informers_;
    telemetry::ProbeHandler probes_;
    std::vector<Controller*> controllers_;
    std::unique_ptr<LeaderElector> elector_;
    bool is_stopping_ = false;
    bool has_lost_lead_ = false;
    io::Signal changed_;
    io::TaskGroup running_;  // the controllers
    io::TaskGroup electing_;
};

/// Runs the manager on `context`, in this thread, until SIGTERM or SIGINT asks it to stop (a second one
/// kills).
Result<void> run_process(asio::io_context& context, Manager& manager);

}  // namespace flotilla::kube

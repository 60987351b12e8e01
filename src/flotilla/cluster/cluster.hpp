#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/apiserver/api_server.hpp"
#include "flotilla/cluster/apiserver/extension.hpp"
#include "flotilla/cluster/control_plane.hpp"
#include "flotilla/cluster/faults/fault_plan.hpp"
#include "flotilla/cluster/store/store.hpp"
#include "flotilla/cluster/store/write_ahead_log.hpp"
#include "flotilla/cluster/usage/monitor.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/model/usage_model.hpp"

namespace flotilla::cluster {

struct ClusterOptions {
    ClusterOptions() = default;

    ApiServerOptions api{};
    StoreOptions store{};
    ControlPlaneOptions control{};
    faults::FaultPlan faults{};  ///< what goes wrong, from the moment it is ready
    /// Keeps the state in this folder: what was answered is there after a crash. Nothing: the state is lost
    /// with the process.
    std::optional<std::filesystem::path> data{};
    bool has_controllers = true;  ///< false: an API server alone
    /// Serves metrics.k8s.io, read from the pods as often as this. Absent: there is no such API.
    std::optional<Duration> metrics_resolution{};
    /// What pods use; must outlive the cluster. Null: what annotations say, see usage/annotated_usage.hpp.
    model::UsageModel* usage = nullptr;
};

/// The embedded cluster: store, API server, controllers and nodes, on one executor under one clock.
class Cluster {
public:
    /// Its controllers start with the executor. InvalidArgument: options that cannot be,
    /// or a damaged data folder. Unavailable: the data folder is in use, or cannot be read or written.
    static Result<std::unique_ptr<Cluster>> make(
        ClusterOptions options, io::Clock& clock, const boost::asio::any_io_executor& executor
    );

    ~Cluster();

    /// The API: serve it, or reach it in process through a LoopbackTransport with `admin_peer()`.
    [[nodiscard]] io::http::Handler& api() { return *api_; }
    [[nodiscard]] Store& store() { return store_; }
    /// What pods use, as metrics.k8s.io shows it; null without that API.
    [[nodiscard]] const usage::Monitor* monitor() const { return monitor_.get(); }

    /// Returns when the controllers work; /readyz says so, too.
    boost::asio::awaitable<void> ready();
    /// Ends watches and tasks. Await it before the cluster goes away.
    boost::asio::awaitable<void> stop();

private:
    struct Rehearsal;  // of faults

    void serve_metrics(io::Clock& clock, Duration resolution);

    Cluster(ClusterOptions options, const boost::asio::any_io_executor& executor);

    ClusterOptions options_;
    std::unique_ptr<Rehearsal> rehearsal_;
    Store store_;
    std::unique_ptr<WriteAheadLog> log_;
    std::unique_ptr<model::UsageModel> annotated_usage_;
    std::unique_ptr<usage::Monitor> monitor_;
    std::unique_ptr<ExtensionApi> metrics_api_;
    std::unique_ptr<ApiServer> api_;
    std::unique_ptr<ControlPlane> control_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::cluster

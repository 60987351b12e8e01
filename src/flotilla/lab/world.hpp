#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "flotilla/cluster/cluster.hpp"
#include "flotilla/io/http/loopback.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/kube/runtime/environment.hpp"

/// Worlds: a cluster and those who work on it, under one clock.
namespace flotilla::lab {

namespace asio = boost::asio;

struct WorldOptions {
    std::uint64_t seed = 1;
    double speed = 1;                               ///< simulated start-up and stop delays are divided by it
    std::int64_t nodes = 4;                         ///< of 16 cores
    bool events = true;                             ///< the controllers tell what happens by Event objects
    Duration heartbeat = std::chrono::seconds{10};  ///< of simulated nodes
    telemetry::Logger log;
    cluster::FaultPolicy* faults = nullptr;  ///< what goes wrong at the API server; outlives the world
};

/// An embedded cluster in this process, and a client that reaches it without sockets.
class World {
public:
    static Result<std::unique_ptr<World>> make(
        const WorldOptions& options, io::Clock& clock, asio::any_io_executor executor
    );

    /// Returns when its controllers work.
    asio::awaitable<void> ready() { return cluster_->ready(); }
    asio::awaitable<void> stop() { return cluster_->stop(); }

    [[nodiscard]] kube::Client& client() { return client_; }
    [[nodiscard]] kube::Environment environment();
    [[nodiscard]] cluster::Cluster& cluster() { return *cluster_; }
    [[nodiscard]] telemetry::Registry& metrics() { return metrics_; }

private:
    World(
        const WorldOptions& options,
        std::unique_ptr<cluster::Cluster> cluster,
        io::Clock& clock,
        asio::any_io_executor executor
    );

    WorldOptions options_;
    asio::any_io_executor executor_;
    std::unique_ptr<cluster::Cluster> cluster_;
    io::http::LoopbackTransport transport_;
    kube::Client client_;
    telemetry::Registry metrics_;
};

/// Creates every object of a YAML stream in the namespace `default`; what is there already stays as it is.
asio::awaitable<Result<void>> create_all(kube::Client& client, std::string_view yaml);

/// Waits until all Deployments of the namespace `default` have their replicas, all ready.
asio::awaitable<Result<void>> await_available(kube::Client& client, Duration limit);

/// TeaStore as in deploy/teastore/teastore.yaml.
std::string_view teastore_manifests();
/// Its groups as in deploy/teastore/groups.txt.
std::string_view teastore_groups();

}  // namespace flotilla::lab

#include "flotilla/cluster/cluster.hpp"

#include <utility>

#include "flotilla/cluster/faults/injector.hpp"
#include "flotilla/cluster/usage/annotated_usage.hpp"
#include "flotilla/cluster/usage/metrics_api.hpp"
#include "flotilla/io/http/loopback.hpp"

namespace flotilla::cluster {

/// Faults, and a client of the cluster that they are made with.
struct Cluster::Rehearsal {
    Rehearsal(const ClusterOptions& options, io::Clock& clock, const boost::asio::any_io_executor& executor)
        : injector{options.faults, clock, executor, options.api.seed, kBuiltInUser, options.control.log},
          tasks{executor} {}

    /// Begins when the controllers work.
    void start(Cluster& cluster, const boost::asio::any_io_executor& executor) {
        transport.emplace(*cluster.api_, injector.clock(), executor, admin_peer());
        client.emplace(*transport, injector.clock());
        tasks.spawn(begin_when_ready(cluster));
    }
    boost::asio::awaitable<void> begin_when_ready(Cluster& cluster) {
        co_await cluster.ready();
        injector.start(*client, [&api = *cluster.api_] { api.drop_watches(); });
    }
    boost::asio::awaitable<void> stop() {
        tasks.cancel();
        co_await tasks.join();
        co_await injector.stop();
    }

    faults::Injector injector;
    std::optional<io::http::LoopbackTransport> transport;
    std::optional<kube::Client> client;
    io::TaskGroup tasks;
};

Cluster::~Cluster() = default;

Cluster::Cluster(ClusterOptions options, const boost::asio::any_io_executor& executor)
    : options_{std::move(options)}, store_{executor, options_.store}, tasks_{executor} {}

Result<std::unique_ptr<Cluster>> Cluster::make(
    ClusterOptions options, io::Clock& clock, const boost::asio::any_io_executor& executor
) {
    std::unique_ptr<Cluster> cluster{new Cluster{std::move(options), executor}};
    if (const auto& data = cluster->options_.data) {
        FLOTILLA_TRY(cluster->log_, WriteAheadLog::open(*data, cluster->store_, executor));
        cluster->options_.api.key_file = *data / "service-account.key";
    }
    io::Clock* its_clock = &clock;
    if (!cluster->options_.faults.is_empty()) {
        if (cluster->options_.api.faults != nullptr) {
            return fail(ErrorCode::InvalidArgument, "faults by a plan and by a policy do not go together");
        }
        cluster->rehearsal_ = std::make_unique<Rehearsal>(cluster->options_, clock, executor);
        cluster->options_.api.faults = &cluster->rehearsal_->injector.api();
        its_clock = &cluster->rehearsal_->injector.clock();
    }
    if (const auto resolution = cluster->options_.metrics_resolution) {
        cluster->serve_metrics(*its_clock, *resolution);
    }
    FLOTILLA_TRY(
        cluster->api_, ApiServer::make(cluster->options_.api, cluster->store_, *its_clock, executor)
    );
    if (cluster->options_.has_controllers) {
        FLOTILLA_TRY(
            cluster->control_,
            ControlPlane::make(cluster->options_.control, *cluster->api_, *its_clock, executor)
        );
        cluster->control_->start();
    } else {
        cluster->api_->set_ready(true);
    }
    if (cluster->rehearsal_) {
        cluster->rehearsal_->start(*cluster, executor);
    }
    return cluster;
}

void Cluster::serve_metrics(io::Clock& clock, Duration resolution) {
    model::UsageModel* model = options_.usage;
    if (model == nullptr) {
        annotated_usage_ = std::make_unique<cluster::usage::AnnotatedUsage>();
        model = annotated_usage_.get();
    }
    monitor_ = std::make_unique<cluster::usage::Monitor>(store_, *model, clock, resolution);
    metrics_api_ = std::make_unique<cluster::usage::MetricsApi>(store_, *monitor_);
    options_.api.extensions.push_back(metrics_api_.get());
    tasks_.spawn(monitor_->run());
}

boost::asio::awaitable<void> Cluster::ready() {
    if (control_) {
        co_await control_->ready();
        api_->set_ready(true);
    }
}

boost::asio::awaitable<void> Cluster::stop() {
    if (rehearsal_) {
        co_await rehearsal_->stop();
    }
    tasks_.cancel();
    co_await tasks_.join();
    if (control_) {
        co_await control_->stop();
    }
    api_->stop();
    if (log_) {
        co_await log_->close();
    }
}

}  // namespace flotilla::cluster

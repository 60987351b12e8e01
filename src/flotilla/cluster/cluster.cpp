#include "flotilla/cluster/cluster.hpp"

#include <utility>

#include "flotilla/cluster/usage/annotated_usage.hpp"
#include "flotilla/cluster/usage/metrics_api.hpp"

namespace flotilla::cluster {

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
    if (const auto resolution = cluster->options_.metrics_resolution) {
        cluster->serve_metrics(clock, *resolution);
    }
    FLOTILLA_TRY(cluster->api_, ApiServer::make(cluster->options_.api, cluster->store_, clock, executor));
    if (cluster->options_.has_controllers) {
        FLOTILLA_TRY(
            cluster->control_, ControlPlane::make(cluster->options_.control, *cluster->api_, clock, executor)
        );
        cluster->control_->start();
    } else {
        cluster->api_->set_ready(true);
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

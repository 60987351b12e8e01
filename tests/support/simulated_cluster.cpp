#include "support/simulated_cluster.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "flotilla/cluster/apiserver/api_server.hpp"
#include "flotilla/io/http/loopback.hpp"
#include "flotilla/kube/api/yaml.hpp"
#include "flotilla/kube/client/client.hpp"

namespace flotilla::testing_support {

namespace asio = boost::asio;

struct SimulatedCluster::Impl {
    explicit Impl(cluster::ClusterOptions options)
        : clock(context),
          cluster(make(std::move(options))),
          transport(cluster->api(), clock, context.get_executor(), cluster::admin_peer()),
          client(transport, clock) {}

    std::unique_ptr<cluster::Cluster> make(cluster::ClusterOptions options) {
        auto made = cluster::Cluster::make(std::move(options), clock, context.get_executor());
        FLOTILLA_ASSERT(made.has_value());
        return std::move(*made);
    }

    /// Runs a task to its end; time passes only as far as the task needs it.
    template <class T>
    T finish(asio::awaitable<T> task) {
        std::optional<T> result;
        asio::co_spawn(context, std::move(task), [&result](const std::exception_ptr& failure, T value) {
            if (failure) {
                std::rethrow_exception(failure);
            }
            result = std::move(value);
        });
        clock.run_ready();
        for (int steps = 0; !result && steps < 100000; ++steps) {
            clock.run_for(std::chrono::milliseconds{10});
        }
        FLOTILLA_ASSERT(result.has_value());
        return std::move(*result);
    }

    asio::awaitable<bool> stop() {
        co_await cluster->stop();
        co_return true;
    }
    asio::awaitable<bool> completed(asio::awaitable<void> task) {
        co_await std::move(task);
        co_return true;
    }
    asio::awaitable<bool> ready() {
        co_await cluster->ready();
        co_return true;
    }

    asio::io_context context{1};
    io::VirtualClock clock;
    std::unique_ptr<cluster::Cluster> cluster;
    io::http::LoopbackTransport transport;
    kube::Client client;
};

namespace {

Result<kube::DynamicObject> parsed(const Result<kube::SharedObject>& object) {
    if (!object) {
        return tl::unexpected<Error>{object.error()};
    }
    return *object != nullptr ? kube::DynamicObject{**object} : kube::DynamicObject{};
}

}  // namespace

SimulatedCluster::SimulatedCluster(cluster::ClusterOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {
    impl_->finish(impl_->ready());
}

SimulatedCluster::~SimulatedCluster() {
    impl_->finish(impl_->stop());
}

void SimulatedCluster::run_for(Duration duration) {
    impl_->clock.run_for(duration);
}

bool SimulatedCluster::run_until(const std::function<bool()>& is_so, Duration limit, Duration step) {
    const TimePoint end = impl_->clock.now() + limit;
    while (!is_so()) {
        if (impl_->clock.now() >= end) {
            return false;
        }
        run_for(step);
    }
    return true;
}

Result<kube::DynamicObject> SimulatedCluster::create(
    const kube::ResourceType& type, const std::string& yaml
) {
    FLOTILLA_TRY(const kube::Json json, kube::parse_yaml(yaml));
    const std::string namespace_{
        kube::find_string(json, {"metadata", "namespace"}).value_or(type.namespaced ? "default" : "")
    };
    return parsed(impl_->finish(impl_->client.create(type, namespace_, kube::to_json(json))));
}

Result<kube::DynamicObject> SimulatedCluster::get(
    const kube::ResourceType& type, const kube::ObjectKey& key
) {
    return parsed(impl_->finish(impl_->client.get(type, key)));
}

Result<kube::DynamicObject> SimulatedCluster::patch(
    const kube::ResourceType& type, const kube::ObjectKey& key, const std::string& json
) {
    return parsed(impl_->finish(impl_->client.patch(type, key, kube::PatchType::Merge, json)));
}

Result<void> SimulatedCluster::remove(
    const kube::ResourceType& type, const kube::ObjectKey& key, const std::string& propagation
) {
    kube::DeleteOptions options;
    if (!propagation.empty()) {
        options.propagation = propagation == "Foreground" ? kube::Propagation::Foreground
                              : propagation == "Orphan"   ? kube::Propagation::Orphan
                                                          : kube::Propagation::Background;
    }
    FLOTILLA_CHECK(impl_->finish(impl_->client.remove(type, key, options)));
    return {};
}

std::vector<kube::DynamicObject> SimulatedCluster::list(
    const kube::ResourceType& type, const std::string& namespace_
) {
    const auto objects = impl_->finish(impl_->client.list(type, namespace_));
    FLOTILLA_ASSERT(objects.has_value());
    std::vector<kube::DynamicObject> items;
    for (const kube::SharedObject& object : objects->items) {
        items.emplace_back(*object);
    }
    return items;
}

Result<void> SimulatedCluster::scale(
    const kube::ResourceType& type, const kube::ObjectKey& key, std::int64_t replicas
) {
    FLOTILLA_CHECK(impl_->finish(impl_->client.set_scale(type, key, replicas)));
    return {};
}

void SimulatedCluster::finish(asio::awaitable<void> task) {
    impl_->finish(impl_->completed(std::move(task)));
}

io::Clock& SimulatedCluster::clock() {
    return impl_->clock;
}

asio::any_io_executor SimulatedCluster::executor() {
    return impl_->context.get_executor();
}

cluster::Cluster& SimulatedCluster::cluster() {
    return *impl_->cluster;
}

WallTime SimulatedCluster::now() const {
    return impl_->clock.wall_now();
}

}  // namespace flotilla::testing_support

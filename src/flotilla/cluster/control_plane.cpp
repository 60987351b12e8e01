#include "flotilla/cluster/control_plane.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "flotilla/cluster/apiserver/api_server.hpp"
#include "flotilla/cluster/controllers/accounts/planner.hpp"
#include "flotilla/cluster/controllers/daemonset/planner.hpp"
#include "flotilla/cluster/controllers/deployment/planner.hpp"
#include "flotilla/cluster/controllers/disruption/planner.hpp"
#include "flotilla/cluster/controllers/endpoints/planner.hpp"
#include "flotilla/cluster/controllers/engine/driver.hpp"
#include "flotilla/cluster/controllers/engine/feed.hpp"
#include "flotilla/cluster/controllers/garbage/planner.hpp"
#include "flotilla/cluster/controllers/job/planner.hpp"
#include "flotilla/cluster/controllers/namespaces/planner.hpp"
#include "flotilla/cluster/controllers/node_lifecycle/planner.hpp"
#include "flotilla/cluster/controllers/pod_collection/planner.hpp"
#include "flotilla/cluster/controllers/replicaset/planner.hpp"
#include "flotilla/cluster/controllers/scheduler/planner.hpp"
#include "flotilla/cluster/controllers/statefulset/planner.hpp"
#include "flotilla/cluster/node/fleet.hpp"
#include "flotilla/cluster/node/kubelet.hpp"
#include "flotilla/io/http/loopback.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::cluster {
namespace {

namespace asio = boost::asio;
using PlannerPtr = std::unique_ptr<controllers::Planner>;

/// The one list of controllers.
struct Entry {
    std::string_view name;
    PlannerPtr (*make)(const ControlPlaneOptions& options);
};

template <class T>
PlannerPtr plain(const ControlPlaneOptions& /*options*/) {
    return std::make_unique<T>();
}

constexpr std::array kCatalog{
    Entry{"namespace", plain<controllers::NamespacePlanner>},
    Entry{"garbage-collector", plain<controllers::GarbagePlanner>},
    Entry{
        "serviceaccount",
        [](const ControlPlaneOptions& options) -> PlannerPtr {
            return std::make_unique<controllers::AccountPlanner>(options.root_certificate);
        }
    },
    Entry{"deployment", plain<controllers::DeploymentPlanner>},
    Entry{"replicaset", plain<controllers::ReplicaSetPlanner>},
    Entry{"statefulset", plain<controllers::StatefulSetPlanner>},
    Entry{"daemonset", plain<controllers::DaemonSetPlanner>},
    Entry{"job", plain<controllers::JobPlanner>},
    Entry{"endpoints", plain<controllers::EndpointsPlanner>},
    Entry{"endpointslice", plain<controllers::EndpointSlicePlanner>},
    Entry{"disruption", plain<controllers::DisruptionPlanner>},
    Entry{"scheduler", plain<controllers::SchedulerPlanner>},
    Entry{
        "node-lifecycle",
        [](const ControlPlaneOptions& options) -> PlannerPtr {
            return std::make_unique<controllers::NodeLifecyclePlanner>(options.node_grace);
        }
    },
    Entry{"pod-garbage-collector", plain<controllers::PodCollectionPlanner>},
    Entry{
        "fleet",
        [](const ControlPlaneOptions& options) -> PlannerPtr {
            return std::make_unique<node::FleetPlanner>(options.nodes);
        }
    },
    Entry{
        "kubelet",
        [](const ControlPlaneOptions& options) -> PlannerPtr {
            return std::make_unique<node::KubeletPlanner>(options.nodes);
        }
    },
};

kube::ClientOptions client_options() {
    kube::ClientOptions options;
    options.user_agent = "flotilla-cluster";
    options.field_manager = "flotilla-cluster";
    return options;
}

kube::EventRecorderOptions recorder_options() {
    kube::EventRecorderOptions options{"flotilla-cluster", "flotilla"};
    options.per_second = 200;
    options.burst = 400;
    return options;
}

}  // namespace

ControlPlaneOptions ControlPlaneOptions::for_virtual_time() {
    ControlPlaneOptions options;
    options.events = false;
    options.nodes.heartbeat = std::chrono::minutes{5};
    options.node_grace = std::chrono::minutes{20};
    return options;
}

struct ControlPlane::Impl {
    Impl(
        ControlPlaneOptions options_,
        io::http::Handler& api,
        io::Clock& clock,
        const asio::any_io_executor& executor
    )
        : options(std::move(options_)),
          transport(api, clock, executor, admin_peer()),
          client(transport, clock, client_options()),
          environment{client, executor, options.log, metrics, options.seed},
          feed(environment, world),
          working(executor),
          tasks(executor) {
        if (options.events) {
            events = std::make_unique<kube::EventRecorder>(environment, recorder_options());
        }
        for (const Entry& entry : kCatalog) {
            if (std::ranges::find(options.without, entry.name) == options.without.end()) {
                drivers.push_back(std::make_unique<controllers::Driver>(
                    environment, world, feed, events.get(), entry.make(options)
                ));
            }
        }
    }

    asio::awaitable<void> run() {
        feed.start();
        co_await feed.wait_for_sync();
        for (const auto& driver : drivers) {
            tasks.spawn(driver->run());
        }
        is_working = true;
        working.notify_all();
    }

    ControlPlaneOptions options;
    telemetry::Registry metrics;
    io::http::LoopbackTransport transport;
    kube::Client client;
    kube::Environment environment;
    controllers::World world;
    controllers::WorldFeed feed;
    std::unique_ptr<kube::EventRecorder> events;
    std::vector<std::unique_ptr<controllers::Driver>> drivers;
    bool is_working = false;
    io::Signal working;
    io::TaskGroup tasks;
};

ControlPlane::ControlPlane(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ControlPlane::~ControlPlane() = default;

Result<std::unique_ptr<ControlPlane>> ControlPlane::make(
    ControlPlaneOptions options, io::http::Handler& api, io::Clock& clock, asio::any_io_executor executor
) {
    const std::vector<std::string_view> names = controller_names();
    for (const std::string& name : options.without) {
        if (std::ranges::find(names, name) == names.end()) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "there is no controller '{}' to leave out: there are {}", name, fmt::join(names, ", ")
                )
            );
        }
    }
    auto impl = std::make_unique<Impl>(std::move(options), api, clock, executor);
    return std::unique_ptr<ControlPlane>{new ControlPlane{std::move(impl)}};
}

void ControlPlane::start() {
    impl_->tasks.spawn(impl_->run());
}

asio::awaitable<void> ControlPlane::ready() {
    while (!impl_->is_working) {
        co_await impl_->working.wait();
    }
}

asio::awaitable<void> ControlPlane::stop() {
    for (const auto& driver : impl_->drivers) {
        driver->stop();
    }
    impl_->tasks.cancel();
    co_await impl_->tasks.join();
    if (impl_->events) {
        co_await impl_->events->stop(Duration{0});
    }
    co_await impl_->feed.stop();
}

std::vector<std::string_view> controller_names() {
    std::vector<std::string_view> names;
    for (const Entry& entry : kCatalog) {
        names.push_back(entry.name);
    }
    return names;
}

}  // namespace flotilla::cluster

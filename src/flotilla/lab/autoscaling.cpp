#include "flotilla/lab/autoscaling.hpp"

#include <utility>

#include "flotilla/cluster/apiserver/api_server.hpp"
#include "flotilla/io/http/loopback.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::lab {
namespace {

constexpr std::string_view kName = "horizontal-pod-autoscaler";

kube::ClientOptions client_options() {
    kube::ClientOptions options;
    options.user_agent = kName;
    options.field_manager = kName;
    return options;
}

kube::EventRecorderOptions recorder_options() {
    kube::EventRecorderOptions options{std::string{kName}, "flotilla"};
    options.per_second = 200;
    options.burst = 400;
    options.tells_notes_apart = true;  // each size is news
    return options;
}

}  // namespace

struct Autoscaling::Impl {
    Impl(
        AutoscalingOptions options_,
        io::http::Handler& api,
        io::Clock& clock,
        const boost::asio::any_io_executor& executor
    )
        : options(std::move(options_)),
          transport(
              api,
              clock,
              executor,
              cluster::component_peer("system:serviceaccount:kube-system:" + std::string{kName})
          ),
          client(transport, clock, client_options()),
          environment{client, executor, options.log, metrics, options.seed},
          informers(environment),
          events(
              options.events ? std::make_unique<kube::EventRecorder>(environment, recorder_options())
                             : nullptr
          ),
          autoscaler(environment, informers, options.controller, events.get()),
          tasks(executor) {}

    AutoscalingOptions options;
    telemetry::Registry metrics;
    io::http::LoopbackTransport transport;
    kube::Client client;
    kube::Environment environment;
    kube::Informers informers;
    std::unique_ptr<kube::EventRecorder> events;
    controllers::horizontal::Autoscaler autoscaler;
    io::TaskGroup tasks;
};

Autoscaling::Autoscaling(
    AutoscalingOptions options,
    io::http::Handler& api,
    io::Clock& clock,
    const boost::asio::any_io_executor& executor
)
    : impl_(std::make_unique<Impl>(std::move(options), api, clock, executor)) {}

Autoscaling::~Autoscaling() = default;

void Autoscaling::start() {
    impl_->informers.start();
    impl_->tasks.spawn(impl_->autoscaler.controller().run());
}

boost::asio::awaitable<void> Autoscaling::stop() {
    impl_->tasks.cancel();
    co_await impl_->tasks.join();
    if (impl_->events) {
        co_await impl_->events->stop(Duration{0});
    }
    co_await impl_->informers.stop();
}

}  // namespace flotilla::lab

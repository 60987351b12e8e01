#include "flotilla/kube/runtime/controller.hpp"

#include <exception>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

#include "flotilla/io/within.hpp"

namespace flotilla::kube {

namespace {

telemetry::Counter& results(
    telemetry::Registry& registry, const std::string& controller, const char* result
) {
    return registry.counter(
        "flotilla_controller_reconciles_total",
        "Reconciles, by result.",
        {{"controller", controller}, {"result", result}}
    );
}

}  // namespace

Controller::Metrics::Metrics(telemetry::Registry& registry, const std::string& controller)
    : successes(results(registry, controller, "success")),
      errors(results(registry, controller, "error")),
      conflicts(results(registry, controller, "conflict")),
      durations(registry.histogram(
          "flotilla_controller_reconcile_seconds",
          "Time of one reconcile.",
          telemetry::latency_bounds(),
          {{"controller", controller}}
      )) {}

Controller::Controller(const Environment& environment, ControllerOptions options, Reconciler& reconciler)
    : clock_(environment.clock()),
      log_(environment.log.with({{"controller", options.name}})),
      options_(std::move(options)),
      reconciler_(reconciler),
      metrics_(environment.metrics, options_.name),
      queue_(
          environment.clock(),
          environment.executor,
          options_.retry,
          WorkQueueMetrics{environment.metrics, options_.name}
      ),
      stopping_(environment.executor) {}

std::vector<ObjectKey> Controller::owner_keys(
    const std::optional<OwnerReference>& owner, std::string_view namespace_, const ResourceType& owner_type
) {
    // Another version of the same group is the same object.
    const auto group_of = [](std::string_view api_version) {
        const auto slash = api_version.find('/');
        return slash == std::string_view::npos ? std::string_view{} : api_version.substr(0, slash);
    };
    if (!owner || owner->kind != owner_type.kind || group_of(owner->api_version) != owner_type.group) {
        return {};
    }
    return {ObjectKey{owner_type.namespaced ? std::string{namespace_} : std::string{}, owner->name}};
}

asio::awaitable<void> Controller::run() {
    using asio::experimental::awaitable_operators::operator||;
    if (!queue_.is_shutting_down()) {
        co_await (wait_for_informers() || stopping_.wait());
    }
    log_.debug("started", {{"workers", options_.workers}});
    co_await work(options_.workers);
    co_await queue_.drained();
    log_.debug("stopped");
}

void Controller::stop() {
    queue_.shut_down();
    stopping_.notify_all();
}

asio::awaitable<void> Controller::wait_for_informers() {
    for (AnyInformer* informer : informers_) {
        co_await informer->wait_for_sync();
    }
}

/// `workers` tasks side by side. It ends when the last of them has, however they end: none outlives the
/// controller.
asio::awaitable<void> Controller::work(int workers) {
    using asio::experimental::awaitable_operators::operator&&;
    if (workers > 1) {
        co_await (work_alone() && work(workers - 1));
    } else {
        co_await work_alone();
    }
}

asio::awaitable<void> Controller::work_alone() {
    while (const auto key = co_await queue_.next()) {
        co_await reconcile(*key);
    }
}

asio::awaitable<void> Controller::reconcile(ObjectKey key) {
    const TimePoint started = clock_.now();
    auto result = co_await io::within(clock_, options_.reconcile_timeout, guarded(key));
    metrics_.durations.observe(std::chrono::duration<double>(clock_.now() - started).count());
    if (result) {
        requeue(key, *result);
    } else {
        requeue(
            key,
            fail(
                ErrorCode::DeadlineExceeded,
                fmt::format("not done after {}", format_duration(options_.reconcile_timeout))
            )
        );
    }
    queue_.done(key);
}

/// An exception is a defect of one reconciler: it fails one key, not the process.
asio::awaitable<Result<Requeue>> Controller::guarded(ObjectKey key) {
    try {
        co_return co_await reconciler_.reconcile(std::move(key));
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) {
            throw;
        }
        co_return fail(ErrorCode::Internal, fmt::format("unexpected exception: {}", error.what()));
    } catch (const std::exception& error) {
        co_return fail(ErrorCode::Internal, fmt::format("unexpected exception: {}", error.what()));
    }
}

void Controller::requeue(const ObjectKey& key, const Result<Requeue>& result) {
    if (result) {
        metrics_.successes.add();
        queue_.forget(key);
        if (result->delay()) {
            queue_.add_after(key, *result->delay());
        }
        return;
    }
    if (result.error().code == ErrorCode::Conflict) {
        metrics_.conflicts.add();
        log_.debug("conflict, trying again", {{"object", key}, {"error", result.error()}});
    } else {
        metrics_.errors.add();
        log_.error(
            "reconcile failed, trying again",
            {{"object", key}, {"failures", queue_.failures(key) + 1}, {"error", result.error()}}
        );
    }
    queue_.add_rate_limited(key);
}

}  // namespace flotilla::kube

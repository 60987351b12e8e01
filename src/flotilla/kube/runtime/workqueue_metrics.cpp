#include "flotilla/kube/runtime/workqueue_metrics.hpp"

#include <chrono>

#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::kube {

namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

WorkQueueMetrics::WorkQueueMetrics(telemetry::Registry& registry, const std::string& queue)
    : adds_(registry.counter("flotilla_workqueue_adds_total", "Keys added.", {{"queue", queue}})),
      retries_(registry.counter(
          "flotilla_workqueue_retries_total", "Keys added again after a failure.", {{"queue", queue}}
      )),
      depth_(
          registry.gauge("flotilla_workqueue_depth_count", "Keys that wait for a worker.", {{"queue", queue}})
      ),
      waits_(registry.histogram(
          "flotilla_workqueue_wait_seconds",
          "Time from add to worker.",
          telemetry::latency_bounds(),
          {{"queue", queue}}
      )),
      works_(registry.histogram(
          "flotilla_workqueue_work_seconds",
          "Time in a worker.",
          telemetry::latency_bounds(),
          {{"queue", queue}}
      )) {}

void WorkQueueMetrics::added(std::size_t depth) {
    adds_.add();
    depth_.set(static_cast<double>(depth));
}

void WorkQueueMetrics::retried() {
    retries_.add();
}

void WorkQueueMetrics::taken(std::size_t depth, Duration waited) {
    depth_.set(static_cast<double>(depth));
    waits_.observe(seconds(waited));
}

void WorkQueueMetrics::done(Duration worked) {
    works_.observe(seconds(worked));
}

}  // namespace flotilla::kube

#include "service/pod_metrics.hpp"

#include <utility>
#include <vector>

namespace flotilla::apps::service {
namespace {

/// Istio's bounds for durations, in ms.
const std::vector<double>& duration_bounds() {
    static const std::vector<double> bounds{
        0.5,
        1,
        5,
        10,
        25,
        50,
        100,
        250,
        500,
        1000,
        2500,
        5000,
        10000,
        30000,
        60000,
        300000,
        600000,
        1800000,
        3600000
    };
    return bounds;
}

/// Counters of the kernel go on where the registry's stands.
void raise_to(telemetry::Counter& counter, double value) {
    if (value > counter.value()) {
        counter.add(value - counter.value());
    }
}

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

PodMetrics::PodMetrics(telemetry::Registry& registry, PodIdentity identity)
    : registry_{registry}, identity_{std::move(identity)} {}

telemetry::Labels PodMetrics::container_labels() const {
    return {{"container", "service"}, {"namespace", identity_.namespace_}, {"pod", identity_.pod}};
}

void PodMetrics::request_ended(std::string_view caller, int status, Duration took) {
    const telemetry::Labels labels{
        {"reporter", "destination"},
        {"source_workload", caller.empty() ? "unknown" : std::string{caller}},
        {"destination_workload", identity_.service},
        {"destination_workload_namespace", identity_.namespace_},
        {"destination_service_name", identity_.service},
        {"request_protocol", "http"},
        {"response_code", std::to_string(status)},
        {"pod", identity_.pod}
    };
    registry_.counter("istio_requests_total", "Requests that have ended", labels).add();
    registry_
        .histogram(
            "istio_request_duration_milliseconds",
            "From the request's arrival to its answer",
            duration_bounds(),
            labels
        )
        .observe(std::chrono::duration<double, std::milli>(took).count());
}

void PodMetrics::refresh(Duration cpu, std::size_t memory, const Result<io::CfsStatistics>& quota) {
    const telemetry::Labels labels = container_labels();
    raise_to(
        registry_.counter("container_cpu_usage_seconds_total", "CPU that this process has used", labels),
        seconds(cpu)
    );
    registry_.gauge("container_memory_working_set_bytes", "Memory that this process has in RAM", labels)
        .set(static_cast<double>(memory));
    if (!quota) {
        return;  // no quota: no such series, rather than zeros
    }
    raise_to(
        registry_.counter("container_cpu_cfs_periods_total", "Periods in which it wanted to run", labels),
        static_cast<double>(quota->periods)
    );
    raise_to(
        registry_.counter(
            "container_cpu_cfs_throttled_periods_total", "Periods in which it used up its quota", labels
        ),
        static_cast<double>(quota->throttled)
    );
    raise_to(
        registry_.counter("container_cpu_cfs_throttled_seconds_total", "Time that the quota took", labels),
        seconds(quota->throttled_time)
    );
}

}  // namespace flotilla::apps::service

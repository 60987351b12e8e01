#include "flotilla/cluster/apiserver/endpoints/metrics.hpp"

namespace flotilla::cluster {

void count_request(Core& core, const RequestInfo& info, int code, Duration took) {
    const std::string resource = info.is_resource ? info.resource : "";
    core.metrics
        .counter(
            "flotilla_apiserver_requests_total",
            "Requests that were answered.",
            {{"verb", info.verb}, {"resource", resource}, {"code", std::to_string(code)}}
        )
        .add();
    if (info.verb != "watch") {
        core.metrics
            .histogram(
                "flotilla_apiserver_request_duration_seconds",
                "From a request to its answer.",
                telemetry::latency_bounds(),
                {{"verb", info.verb}}
            )
            .observe(std::chrono::duration<double>(took).count());
    }
}

std::string metrics_text(Core& core) {
    core.metrics.gauge("flotilla_apiserver_store_live_bytes", "Bytes of all live objects.")
        .set(static_cast<double>(core.store.live_bytes()));
    core.metrics
        .gauge("flotilla_apiserver_store_history_bytes", "Bytes of past states that watches can still see.")
        .set(static_cast<double>(core.store.history_bytes()));
    core.metrics.gauge("flotilla_apiserver_store_revision_count", "Writes since the store began.")
        .set(static_cast<double>(core.store.revision()));
    return core.metrics.prometheus_text();
}

}  // namespace flotilla::cluster

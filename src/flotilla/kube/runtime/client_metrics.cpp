#include "flotilla/kube/runtime/client_metrics.hpp"

#include <chrono>
#include <string>

namespace flotilla::kube {

namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

/// "2xx", so that the label stays bounded; "none" when there was no answer.
std::string status_class(int status) {
    return status < 100 || status > 599 ? "none" : std::to_string(status / 100) + "xx";
}

}  // namespace

ClientMetrics::ClientMetrics(telemetry::Registry& registry)
    : registry_(registry),
      rate_limit_waits_(registry.histogram(
          "flotilla_client_rate_limit_wait_seconds",
          "Time that requests waited for the client's own limit.",
          telemetry::latency_bounds()
      )) {}

void ClientMetrics::on_request(
    std::string_view verb, std::string_view resource, int status, Duration latency
) {
    const std::string verb_text{verb};
    const std::string resource_text{resource};
    registry_
        .counter(
            "flotilla_client_requests_total",
            "Requests to the API server.",
            {{"verb", verb_text}, {"resource", resource_text}, {"status", status_class(status)}}
        )
        .add();
    registry_
        .histogram(
            "flotilla_client_request_seconds",
            "Time until the whole answer; of streams, until its head.",
            telemetry::latency_bounds(),
            {{"verb", verb_text}}
        )
        .observe(seconds(latency));
}

void ClientMetrics::on_rate_limited(Duration waited) {
    rate_limit_waits_.observe(seconds(waited));
}

}  // namespace flotilla::kube

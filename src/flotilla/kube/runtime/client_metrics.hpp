#pragma once
#include <string_view>

#include "flotilla/kube/client/observer.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::kube {

/// Counts and times the requests of a client: give it to ClientOptions::observer.
class ClientMetrics final : public ClientObserver {
public:
    explicit ClientMetrics(telemetry::Registry& registry);

    void on_request(std::string_view verb, std::string_view resource, int status, Duration latency) override;
    void on_rate_limited(Duration waited) override;

private:
    telemetry::Registry& registry_;
    telemetry::Histogram& rate_limit_waits_;
};

}  // namespace flotilla::kube

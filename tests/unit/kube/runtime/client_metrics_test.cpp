#include "flotilla/kube/runtime/client_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

TEST(ClientMetrics, CountByVerbResourceAndClassOfStatus) {
    telemetry::Registry registry;
    ClientMetrics metrics{registry};
    metrics.on_request("get", "pods", 200, 5ms);
    metrics.on_request("get", "pods", 204, 5ms);
    metrics.on_request("patch", "deployments/scale", 409, 5ms);
    metrics.on_request("list", "pods", 0, 30s);
    metrics.on_rate_limited(2s);
    const std::string text = registry.prometheus_text();
    EXPECT_THAT(
        text, HasSubstr("flotilla_client_requests_total{verb=\"get\",resource=\"pods\",status=\"2xx\"} 2\n")
    );
    EXPECT_THAT(
        text,
        HasSubstr(
            "flotilla_client_requests_total{verb=\"patch\",resource=\"deployments/scale\",status=\"4xx\"} 1\n"
        )
    );
    EXPECT_THAT(
        text, HasSubstr("flotilla_client_requests_total{verb=\"list\",resource=\"pods\",status=\"none\"} 1\n")
    );
    EXPECT_THAT(text, HasSubstr("flotilla_client_request_seconds_count{verb=\"get\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("flotilla_client_rate_limit_wait_seconds_sum 2\n"));
    EXPECT_THAT(registry.naming_problems(), IsEmpty());
}

}  // namespace
}  // namespace flotilla::kube

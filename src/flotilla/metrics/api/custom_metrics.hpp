#pragma once
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/metrics/api/measured_value.hpp"

namespace flotilla::metrics {

/// custom.metrics.k8s.io in the first version that both sides speak (v1beta1, v1beta2), asked once.
class CustomMetrics {
public:
    /// @param client outlives this
    explicit CustomMetrics(kube::Client& client) : client_{client} {}

    /// A metric of the pods that a selector matches. Empty where the API answers without items.
    boost::asio::awaitable<Result<std::vector<MeasuredValue>>> of_pods(
        std::string namespace_, std::string selector, std::string metric, std::string metric_selector
    );

    /// A metric of one object.
    /// @param resource "services", "deployments.apps"; "namespaces" reads that of the namespace itself
    /// NotFound: the API answers without items.
    boost::asio::awaitable<Result<MeasuredValue>> of_object(
        std::string namespace_,
        std::string resource,
        std::string name,
        std::string metric,
        std::string metric_selector
    );

private:
    boost::asio::awaitable<Result<std::string>> version();

    kube::Client& client_;
    std::string version_;
};

}  // namespace flotilla::metrics

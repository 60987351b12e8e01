#pragma once
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/metrics/api/measured_value.hpp"

namespace flotilla::metrics {

/// The series of an external metric that a selector of its labels matches, from
/// external.metrics.k8s.io/v1beta1. Empty where there is none.
boost::asio::awaitable<Result<std::vector<MeasuredValue>>> external_values(
    kube::Client& client, std::string namespace_, std::string metric, std::string selector
);

}  // namespace flotilla::metrics

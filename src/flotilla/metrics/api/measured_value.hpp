#pragma once
#include <string>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::metrics {

/// One item of a MetricValueList or an ExternalMetricValueList.
struct MeasuredValue {
    std::string object;  ///< name of the object that it is of; "" for external metrics
    WallTime time{};
    Duration window = std::chrono::minutes{1};  ///< where the answer names none, as upstream takes it
    kube::Quantity value;
};

/// The items of such a list, which may be none. Fails with InvalidArgument, naming the place.
Result<std::vector<MeasuredValue>> parse_measured_values(const kube::Json& list);

}  // namespace flotilla::metrics

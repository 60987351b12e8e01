#pragma once
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/quantity.hpp"
#include "flotilla/kube/client/client.hpp"

/// What the metrics APIs of a cluster say: metrics.k8s.io, custom.metrics.k8s.io, external.metrics.k8s.io.
namespace flotilla::metrics {

struct ContainerUsage {
    std::string name;
    std::map<std::string, kube::Quantity, std::less<>> usage;  ///< by resource: "cpu", "memory"
};

/// One item of a PodMetricsList.
struct PodUsage {
    std::string pod;
    WallTime time{};     ///< end of the window
    Duration window{0};  ///< the time that the usage is the mean of
    std::vector<ContainerUsage> containers;
};

/// A PodMetricsList. Fails with InvalidArgument, naming the place, for what is none.
Result<std::vector<PodUsage>> parse_pod_usages(const kube::Json& list);

/// The usage of the pods that a selector matches, from metrics.k8s.io/v1beta1. A pod without a sample has no
/// item.
/// @param selector "app=web"; "" = all pods of the namespace
boost::asio::awaitable<Result<std::vector<PodUsage>>> pod_usages(
    kube::Client& client, std::string namespace_, std::string selector
);

}  // namespace flotilla::metrics

#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "flotilla/controllers/group/deployment.hpp"
#include "flotilla/controllers/group/recommendations.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/model/observation.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

/// What policies want measured, from metrics.k8s.io, custom.metrics.k8s.io and external.metrics.k8s.io.
namespace flotilla::controllers::group {

namespace asio = boost::asio;

struct Measurements {
    std::map<std::string, model::CpuUsage> cpu;  ///< by member
    Recommendations hpa;
    std::map<std::string, model::MetricSample> group;                           ///< by metric
    std::map<std::pair<std::string, std::string>, model::MetricSample> member;  ///< by (member, metric)
    std::vector<Error> errors;  ///< what could not be measured, and why

    friend bool operator==(const Measurements&, const Measurements&) = default;
};

/// CPU over the pods of `pods` (a PodList) that are Ready, have a sample in `metrics` (a PodMetricsList) and
/// a CPU request in every container. Nothing when there is no such pod: a missing sample is no zero. The age
/// is that of the oldest sample.
std::optional<model::CpuUsage> cpu_usage_of(
    const std::vector<kube::SharedObject>& pods, const kube::Json& metrics, WallTime now
);

/// The sum of a MetricValueList or ExternalMetricValueList; the age is that of the oldest item. Nothing
/// without items.
std::optional<model::MetricSample> sample_of(const kube::Json& values, WallTime now);

/// Reads what `needs` names, no more. What fails is absent, with its error; CPU of members that have a
/// recommendation fails in silence.
asio::awaitable<Measurements> measure(
    kube::Client& client,
    std::string namespace_,
    const model::ScalingGroup& group,
    const Deployments& deployments,
    policy::Needs needs,
    Recommendations recommendations
);

/// What a policy sees of a group: members that are there, with what was measured of them.
/// @param last the last decision, or nullptr
model::Observation observe(
    const model::ScalingGroup& group,
    const Deployments& deployments,
    const Measurements& measurements,
    const model::Decision* last
);

}  // namespace flotilla::controllers::group

#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/controllers/horizontal/readings.hpp"
#include "flotilla/metrics/api/measured_value.hpp"
#include "flotilla/metrics/api/pod_usage.hpp"
#include "flotilla/policy/horizontal/hpa/observation.hpp"

namespace flotilla::controllers::horizontal {

/// A pod's name and its sample.
using NamedSample = std::pair<std::string, policy::hpa::Sample>;

/// The usage of a resource by each pod: the sum over its containers, or that of one. A pod in which one of
/// the containers that count has no usage of the resource has no sample.
/// @param container "" = all
std::vector<NamedSample> usage_samples(
    const std::vector<metrics::PodUsage>& usages, std::string_view resource, std::string_view container
);

std::vector<NamedSample> value_samples(const std::vector<metrics::MeasuredValue>& values);

/// Puts each sample to its pod; those of no pod are strangers. Of two for one pod the later in the list
/// counts.
void join_samples(const std::vector<NamedSample>& samples, const Pods& pods, MetricReading& reading);

}  // namespace flotilla::controllers::horizontal

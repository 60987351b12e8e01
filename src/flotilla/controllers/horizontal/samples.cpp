#include "flotilla/controllers/horizontal/samples.hpp"

#include <unordered_map>

namespace flotilla::controllers::horizontal {
namespace {

namespace hpa = policy::hpa;

/// Absent: a container that counts has no such usage, or none has that name.
std::optional<std::int64_t> usage_of(
    const metrics::PodUsage& pod, std::string_view resource, std::string_view container
) {
    std::optional<std::uint64_t> sum;  // wraps around, as upstream's does
    for (const metrics::ContainerUsage& candidate : pod.containers) {
        if (!container.empty() && candidate.name != container) {
            continue;
        }
        const auto found = candidate.usage.find(resource);
        if (found == candidate.usage.end()) {
            return std::nullopt;
        }
        sum = sum.value_or(0) + static_cast<std::uint64_t>(found->second.milli_value());
        if (!container.empty()) {
            break;
        }
    }
    return sum ? std::optional{static_cast<std::int64_t>(*sum)} : std::nullopt;
}

}  // namespace

std::vector<NamedSample> usage_samples(
    const std::vector<metrics::PodUsage>& usages, std::string_view resource, std::string_view container
) {
    std::vector<NamedSample> samples;
    for (const metrics::PodUsage& pod : usages) {
        if (const auto usage = usage_of(pod, resource, container)) {
            samples.emplace_back(pod.pod, hpa::Sample{*usage, pod.time, pod.window});
        }
    }
    return samples;
}

std::vector<NamedSample> value_samples(const std::vector<metrics::MeasuredValue>& values) {
    std::vector<NamedSample> samples;
    for (const metrics::MeasuredValue& value : values) {
        samples.emplace_back(value.object, hpa::Sample{value.value.milli_value(), value.time, value.window});
    }
    return samples;
}

void join_samples(const std::vector<NamedSample>& samples, const Pods& pods, MetricReading& reading) {
    std::unordered_map<std::string_view, const hpa::Sample*> by_name;
    for (const auto& [name, sample] : samples) {
        by_name.insert_or_assign(name, &sample);
    }
    for (const kube::Pod& pod : pods.typed) {
        const auto found = by_name.find(pod.metadata.name);
        reading.samples.push_back(found == by_name.end() ? std::nullopt : std::optional{*found->second});
        if (found != by_name.end()) {
            by_name.erase(found);
        }
    }
    for (const auto& [name, sample] : samples) {
        const auto left = by_name.find(name);
        if (left != by_name.end() && left->second == &sample) {
            reading.strangers.push_back(sample);
        }
    }
}

}  // namespace flotilla::controllers::horizontal

#include "flotilla/controllers/horizontal/metric_status.hpp"

#include <string_view>

namespace flotilla::controllers::horizontal {
namespace {

std::optional<kube::Quantity> quantity(std::optional<std::int64_t> milli, kube::Quantity::Format format) {
    return milli ? std::optional{kube::Quantity::from_milli(*milli, format)} : std::nullopt;
}

/// Memory is written with binary suffixes, all else with decimal ones.
kube::MetricValueStatus value_of(const policy::hpa::MetricStatus& status, std::string_view resource) {
    const auto format =
        resource == "memory" ? kube::Quantity::Format::BinarySI : kube::Quantity::Format::DecimalSI;
    return {
        quantity(status.value, format), quantity(status.average_value, format), status.average_utilization
    };
}

}  // namespace

kube::MetricStatus metric_status(const kube::MetricSpec& spec, const policy::hpa::MetricStatus& status) {
    kube::MetricStatus out;
    if (status.failure) {
        return out;
    }
    out.type = spec.type;
    if (spec.type == "Resource") {
        out.resource = {spec.resource->name, value_of(status, spec.resource->name)};
    } else if (spec.type == "ContainerResource") {
        const kube::ContainerResourceMetricSource& source = *spec.container_resource;
        out.container_resource = {source.name, value_of(status, source.name), source.container};
    } else if (spec.type == "Pods") {
        out.pods = {spec.pods->metric, value_of(status, "")};
    } else if (spec.type == "Object") {
        out.object = {spec.object->metric, value_of(status, ""), spec.object->described_object};
    } else if (spec.type == "External") {
        out.external = {spec.external->metric, value_of(status, "")};
    }
    return out;
}

}  // namespace flotilla::controllers::horizontal

#include "flotilla/cluster/schema/conversion.hpp"

#include <array>
#include <string>
#include <utility>

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

using Rename = std::pair<std::string_view, std::string_view>;

/// core/v1 Event → events.k8s.io/v1 Event. What has the same name in both is not listed.
constexpr std::array kEventFields{
    Rename{"involvedObject", "regarding"},
    Rename{"message", "note"},
    Rename{"source", "deprecatedSource"},
    Rename{"firstTimestamp", "deprecatedFirstTimestamp"},
    Rename{"lastTimestamp", "deprecatedLastTimestamp"},
    Rename{"count", "deprecatedCount"},
    Rename{"reportingComponent", "reportingController"},
};

void rename(json::object& object, std::string_view from, std::string_view to) {
    if (kube::Json* value = object.if_contains(from)) {
        kube::Json moved = std::move(*value);
        object.erase(from);
        object.insert_or_assign(to, std::move(moved));
    }
}

void event_to_new(json::object& event) {
    for (const auto& [old_name, new_name] : kEventFields) {
        rename(event, old_name, new_name);
    }
}

void event_to_old(json::object& event) {
    for (const auto& [old_name, new_name] : kEventFields) {
        rename(event, new_name, old_name);
    }
}

/// Where autoscaling/v1 keeps what only v2 has words for.
constexpr std::string_view kMetrics = "autoscaling.alpha.kubernetes.io/metrics";
constexpr std::string_view kCurrentMetrics = "autoscaling.alpha.kubernetes.io/current-metrics";
constexpr std::string_view kConditions = "autoscaling.alpha.kubernetes.io/conditions";
constexpr std::string_view kBehavior = "autoscaling.alpha.kubernetes.io/behavior";

bool is_cpu_utilization(const kube::Json& metric) {
    return kube::find_string(metric, {"type"}) == "Resource" &&
           kube::find_string(metric, {"resource", "name"}) == "cpu";
}

/// Takes the metric of CPU utilization out of a list.
std::optional<kube::Json> take_cpu(json::array& metrics, std::initializer_list<std::string_view> path) {
    for (auto metric = metrics.begin(); metric != metrics.end(); ++metric) {
        if (is_cpu_utilization(*metric) && kube::find_int(*metric, path)) {
            kube::Json found = *kube::find(*metric, path);
            metrics.erase(metric);
            return found;
        }
    }
    return std::nullopt;
}

json::array take_list(kube::Json& object, std::initializer_list<std::string_view> path) {
    const json::array* found = kube::find_array(object, path);
    json::array result = found == nullptr ? json::array{} : *found;
    kube::remove(object, path);
    return result;
}

void keep_in_annotation(kube::Json& object, std::string_view key, const kube::Json& value) {
    kube::place(object, {"metadata", "annotations", key}) = kube::to_json(value);
}

std::optional<kube::Json> take_from_annotation(kube::Json& object, std::string_view key) {
    const auto text = kube::find_string(object, {"metadata", "annotations", key});
    if (!text) {
        return std::nullopt;
    }
    Result<kube::Json> value = kube::parse_json(*text);
    kube::remove(object, {"metadata", "annotations", key});
    const json::object* rest = kube::find_object(object, {"metadata", "annotations"});
    if (rest != nullptr && rest->empty()) {
        kube::remove(object, {"metadata", "annotations"});
    }
    return value ? std::optional{std::move(*value)} : std::nullopt;
}

void autoscaler_to_old(kube::Json& autoscaler) {
    json::array metrics = take_list(autoscaler, {"spec", "metrics"});
    if (auto target = take_cpu(metrics, {"resource", "target", "averageUtilization"})) {
        kube::place(autoscaler, {"spec", "targetCPUUtilizationPercentage"}) = std::move(*target);
    }
    if (!metrics.empty()) {
        keep_in_annotation(autoscaler, kMetrics, metrics);
    }
    json::array currents = take_list(autoscaler, {"status", "currentMetrics"});
    if (auto current = take_cpu(currents, {"resource", "current", "averageUtilization"})) {
        kube::place(autoscaler, {"status", "currentCPUUtilizationPercentage"}) = std::move(*current);
    }
    if (!currents.empty()) {
        keep_in_annotation(autoscaler, kCurrentMetrics, currents);
    }
    const json::array conditions = take_list(autoscaler, {"status", "conditions"});
    if (!conditions.empty()) {
        keep_in_annotation(autoscaler, kConditions, conditions);
    }
    if (const kube::Json* behavior = kube::find(autoscaler, {"spec", "behavior"})) {
        keep_in_annotation(autoscaler, kBehavior, *behavior);
        kube::remove(autoscaler, {"spec", "behavior"});
    }
}

json::object cpu_metric(std::string_view part, kube::Json percent) {
    json::object values;
    if (part == "target") {
        values.emplace("type", "Utilization");
    }
    values.emplace("averageUtilization", std::move(percent));
    json::object resource{{"name", "cpu"}};
    resource.emplace(part, std::move(values));
    json::object metric{{"type", "Resource"}};
    metric.emplace("resource", std::move(resource));
    return metric;
}

void autoscaler_to_new(kube::Json& autoscaler) {
    json::array metrics;
    if (const kube::Json* target = kube::find(autoscaler, {"spec", "targetCPUUtilizationPercentage"})) {
        metrics.push_back(cpu_metric("target", *target));
        kube::remove(autoscaler, {"spec", "targetCPUUtilizationPercentage"});
    }
    if (auto others = take_from_annotation(autoscaler, kMetrics); others && others->is_array()) {
        metrics.insert(metrics.begin(), others->get_array().begin(), others->get_array().end());
    }
    if (!metrics.empty()) {
        kube::place(autoscaler, {"spec", "metrics"}) = std::move(metrics);
    }
    json::array currents;
    if (const kube::Json* current = kube::find(autoscaler, {"status", "currentCPUUtilizationPercentage"})) {
        currents.push_back(cpu_metric("current", *current));
        kube::remove(autoscaler, {"status", "currentCPUUtilizationPercentage"});
    }
    if (auto others = take_from_annotation(autoscaler, kCurrentMetrics); others && others->is_array()) {
        currents.insert(currents.begin(), others->get_array().begin(), others->get_array().end());
    }
    if (!currents.empty()) {
        kube::place(autoscaler, {"status", "currentMetrics"}) = std::move(currents);
    }
    if (auto conditions = take_from_annotation(autoscaler, kConditions)) {
        kube::place(autoscaler, {"status", "conditions"}) = std::move(*conditions);
    }
    if (auto behavior = take_from_annotation(autoscaler, kBehavior)) {
        kube::place(autoscaler, {"spec", "behavior"}) = std::move(*behavior);
    }
}

}  // namespace

std::optional<GroupVersionKind> storage_kind(const GroupVersionKind& kind) {
    if (kind == GroupVersionKind{"", "v1", "Event"}) {
        return GroupVersionKind{"events.k8s.io", "v1", "Event"};
    }
    if (kind == GroupVersionKind{"autoscaling", "v1", "HorizontalPodAutoscaler"}) {
        return GroupVersionKind{"autoscaling", "v2", "HorizontalPodAutoscaler"};
    }
    return std::nullopt;
}

Result<kube::Json> convert(kube::Json object, const GroupVersionKind& to) {
    const GroupVersionKind from = GroupVersionKind::of(
        kube::find_string(object, {"apiVersion"}).value_or(""),
        kube::find_string(object, {"kind"}).value_or("")
    );
    if (from == to) {
        return object;
    }
    if (!object.is_object() || storage_kind(from).value_or(from) != storage_kind(to).value_or(to)) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "{} {} cannot be converted to {} {}", from.api_version(), from.kind, to.api_version(), to.kind
            )
        );
    }
    if (to.kind == "Event") {
        to.group.empty() ? event_to_old(object.get_object()) : event_to_new(object.get_object());
    } else {
        to.version == "v1" ? autoscaler_to_old(object) : autoscaler_to_new(object);
    }
    object.get_object()["apiVersion"] = to.api_version();
    return object;
}

}  // namespace flotilla::cluster

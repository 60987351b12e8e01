#include <array>
#include <utility>

#include "flotilla/cluster/schema/validation/validation.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

/// The field that holds what a metric of a type says.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSources{{
    {"ContainerResource", "containerResource"},
    {"External", "external"},
    {"Object", "object"},
    {"Pods", "pods"},
    {"Resource", "resource"},
}};

void check_target(const kube::Json& source, std::string_view type, const std::string& path, Causes& causes) {
    const bool utilization = kube::find(source, {"target", "averageUtilization"}) != nullptr;
    const bool average = kube::find(source, {"target", "averageValue"}) != nullptr;
    const bool value = kube::find(source, {"target", "value"}) != nullptr;
    const bool by_resource = type == "Resource" || type == "ContainerResource";
    if (by_resource && !utilization && !average) {
        required(
            causes,
            join(path, "target.averageUtilization"),
            "must set either a target raw value or a target utilization"
        );
    } else if (by_resource && utilization && average) {
        forbidden(
            causes,
            join(path, "target.averageValue"),
            "may not set both a target raw value and a target utilization"
        );
    } else if (type == "Pods" && !average) {
        required(causes, join(path, "target.averageValue"), "must specify a positive target averageValue");
    } else if ((type == "Object" || type == "External") && !average && !value) {
        required(
            causes,
            join(path, "target.averageValue"),
            "must set either a target value for metric or a per-pod target"
        );
    }
}

void check_metric(const kube::Json& metric, const std::string& path, Causes& causes) {
    const std::string_view type = kube::find_string(metric, {"type"}).value_or("");
    const auto* known =
        std::ranges::find(kSources, type, &std::pair<std::string_view, std::string_view>::first);
    if (known == kSources.end()) {
        not_supported(
            causes,
            join(path, "type"),
            kube::Json(type),
            {"ContainerResource", "External", "Object", "Pods", "Resource"}
        );
        return;
    }
    const kube::Json* source = kube::find(metric, {known->second});
    if (source == nullptr) {
        required(causes, join(path, known->second), "must populate information for the given metric source");
        return;
    }
    check_target(*source, type, join(path, known->second), causes);
}

bool can_scale_to_zero(const json::array& metrics) {
    return std::ranges::any_of(metrics, [](const kube::Json& metric) {
        const std::string_view type = kube::find_string(metric, {"type"}).value_or("");
        return type == "Object" || type == "External";
    });
}

}  // namespace

void check_autoscaler(const kube::Json& object, Causes& causes) {
    const std::string_view api_version =
        kube::find_string(object, {"spec", "scaleTargetRef", "apiVersion"}).value_or("");
    if (api_version.find('/') == std::string_view::npos) {
        invalid(
            causes,
            "spec.scaleTargetRef.apiVersion",
            kube::Json(api_version),
            "apiVersion must specify API group"
        );
    }
    const auto lowest = kube::find_int(object, {"spec", "minReplicas"});
    const std::int64_t highest = kube::find_int(object, {"spec", "maxReplicas"}).value_or(0);
    if (lowest && highest < *lowest) {
        invalid(
            causes, "spec.maxReplicas", kube::Json(highest), "must be greater than or equal to `minReplicas`"
        );
    }
    const json::array* metrics = kube::find_array(object, {"spec", "metrics"});
    if (metrics == nullptr) {
        return;
    }
    for (std::size_t i = 0; i < metrics->size(); ++i) {
        check_metric((*metrics)[i], indexed("spec.metrics", i), causes);
    }
    if (lowest == 0 && !can_scale_to_zero(*metrics)) {
        forbidden(
            causes,
            "spec.metrics",
            "must specify at least one Object or External metric to support scaling to zero replicas"
        );
    }
}

}  // namespace flotilla::cluster::validation

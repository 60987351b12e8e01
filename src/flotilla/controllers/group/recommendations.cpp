#include "flotilla/controllers/group/recommendations.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "flotilla/controllers/group/conflicts.hpp"
#include "flotilla/kube/api/quantity.hpp"
#include "flotilla/policy/horizontal/replicas_for.hpp"

namespace flotilla::controllers::group {
namespace {

using kube::Json;
using model::Replicas;

constexpr double kTolerance = 0.1;

/// Where a metric's target and value lie: `spec.metrics[].resource.target`, `status.currentMetrics[].resource
/// .current`.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSources{{
    {"Resource", "resource"},
    {"ContainerResource", "containerResource"},
    {"Pods", "pods"},
    {"Object", "object"},
    {"External", "external"},
}};

std::string_view field_of(const Json& metric) {
    const std::string_view type = kube::find_string(metric, {"type"}).value_or("");
    for (const auto& [source, field] : kSources) {
        if (source == type) {
            return field;
        }
    }
    return {};
}

std::optional<double> quantity_at(const Json& json, std::initializer_list<std::string_view> path) {
    const auto quantity = kube::Quantity::parse(kube::find_string(json, path).value_or(""));
    return quantity ? std::optional{quantity->approximate()} : std::nullopt;
}

/// Value ÷ target; nothing when there is no value, or a target that divides nothing.
std::optional<double> ratio_of(const Json& wanted, const Json& measured) {
    const std::string_view field = field_of(wanted);
    if (field.empty() || field != field_of(measured)) {
        return std::nullopt;
    }
    const auto percent = kube::find_int(measured, {field, "current", "averageUtilization"});
    const auto target_percent = kube::find_int(wanted, {field, "target", "averageUtilization"});
    if (target_percent) {
        return percent && *target_percent > 0
                   ? std::optional{static_cast<double>(*percent) / static_cast<double>(*target_percent)}
                   : std::nullopt;
    }
    for (const std::string_view kind : {"averageValue", "value"}) {
        const auto target = quantity_at(wanted, {field, "target", kind});
        const auto value = quantity_at(measured, {field, "current", kind});
        if (target && *target > 0 && value) {
            return *value / *target;
        }
    }
    return std::nullopt;
}

Replicas proposal(double ratio, Replicas current) {
    const bool is_close = std::abs(ratio - 1) <= kTolerance;
    return is_close ? current : policy::round_up(ratio * static_cast<double>(current.count()));
}

/// What its metrics ask for; nothing when none has a value.
std::optional<Replicas> wish_of(const Json& hpa) {
    const kube::JsonArray* wanted = kube::find_array(hpa, {"spec", "metrics"});
    const kube::JsonArray* measured = kube::find_array(hpa, {"status", "currentMetrics"});
    const auto current = kube::find_int(hpa, {"status", "currentReplicas"});
    if (wanted == nullptr || measured == nullptr || !current) {
        return std::nullopt;
    }
    std::optional<Replicas> wish;
    bool is_complete = true;
    for (std::size_t i = 0; i < wanted->size(); ++i) {
        const auto ratio = i < measured->size() ? ratio_of((*wanted)[i], (*measured)[i]) : std::nullopt;
        is_complete &= ratio.has_value();
        if (ratio) {
            wish = std::max(wish.value_or(Replicas{0}), proposal(*ratio, Replicas{*current}));
        }
    }
    if (wish && !is_complete) {
        wish = std::max(*wish, Replicas{*current});
    }
    return wish;
}

Replicas bounded(const Json& hpa, Replicas wish) {
    const Replicas min{kube::find_int(hpa, {"spec", "minReplicas"}).value_or(1)};
    const Replicas max{kube::find_int(hpa, {"spec", "maxReplicas"}).value_or(min.count())};
    return std::clamp(wish, min, std::max(min, max));
}

bool knows_its_metrics(const Json& hpa) {
    const auto observed = kube::find_int(hpa, {"status", "observedGeneration"});
    const auto generation = kube::find_int(hpa, {"metadata", "generation"});
    if (observed && generation && *observed < *generation) {
        return false;
    }
    const kube::JsonArray* conditions = kube::find_array(hpa, {"status", "conditions"});
    return conditions != nullptr &&
           std::any_of(conditions->begin(), conditions->end(), [](const Json& condition) {
               return kube::find_string(condition, {"type"}) == "ScalingActive" &&
                      kube::find_string(condition, {"status"}) == "True";
           });
}

void keep_latest(std::optional<WallTime>& latest, std::optional<std::string_view> text) {
    if (const auto time = parse_time(text.value_or("")); time && (!latest || *time > *latest)) {
        latest = *time;
    }
}

/// When the status was written last, as far as the object tells.
std::optional<WallTime> written_at(const Json& hpa) {
    std::optional<WallTime> latest;
    if (const kube::JsonArray* managers = kube::find_array(hpa, {"metadata", "managedFields"})) {
        for (const Json& manager : *managers) {
            if (kube::find_string(manager, {"subresource"}) == "status") {
                keep_latest(latest, kube::find_string(manager, {"time"}));
            }
        }
    }
    if (const kube::JsonArray* conditions = kube::find_array(hpa, {"status", "conditions"})) {
        for (const Json& condition : *conditions) {
            keep_latest(latest, kube::find_string(condition, {"lastTransitionTime"}));
        }
    }
    keep_latest(latest, kube::find_string(hpa, {"status", "lastScaleTime"}));
    return latest;
}

}  // namespace

std::optional<std::pair<std::string, model::Recommendation>> recommendation_of(
    const Json& hpa, WallTime now
) {
    const auto written = written_at(hpa);
    if (kube::find_string(hpa, {"spec", "scaleTargetRef", "kind"}) != "Deployment" || !written ||
        !knows_its_metrics(hpa)) {
        return std::nullopt;
    }
    std::optional<Replicas> wish;
    if (only_measures(hpa)) {
        wish = wish_of(hpa);
    } else if (const auto desired = kube::find_int(hpa, {"status", "desiredReplicas"})) {
        wish = Replicas{*desired};
    }
    if (!wish) {
        return std::nullopt;
    }
    const model::Recommendation recommendation{
        bounded(hpa, *wish), std::max(Duration{0}, Duration{now - *written})
    };
    return std::pair{
        std::string{kube::find_string(hpa, {"spec", "scaleTargetRef", "name"}).value_or("")}, recommendation
    };
}

}  // namespace flotilla::controllers::group

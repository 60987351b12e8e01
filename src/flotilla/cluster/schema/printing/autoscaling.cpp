#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cluster/schema/conversion.hpp"
#include "flotilla/cluster/schema/printing/printer.hpp"

/// Autoscalers and disruption budgets.
namespace flotilla::cluster::printing {
namespace {

namespace json = boost::json;

constexpr std::string_view kUnknown = "<unknown>";

/// The part of a metric that is named after its type: `resource` of a Resource metric.
std::string_view part_of(std::string_view type) {
    if (type == "ContainerResource") {
        return "containerResource";
    }
    if (type == "Resource") {
        return "resource";
    }
    return type == "Pods" ? "pods" : (type == "Object" ? "object" : "external");
}

const kube::Json* current_of(const json::array& currents, std::size_t index, std::string_view part) {
    return index < currents.size() ? at(currents[index], {part, "current"}) : nullptr;
}

std::string current_text(const kube::Json* current, std::string_view field) {
    if (current == nullptr) {
        return std::string{kUnknown};
    }
    if (field == "averageUtilization") {
        const auto percent = kube::find_int(*current, {field});
        return percent ? fmt::format("{}%", *percent) : std::string{kUnknown};
    }
    const std::string_view value = text(*current, {field});
    return value.empty() ? std::string{kUnknown} : std::string{value};
}

std::string target_text(const kube::Json& metric, const json::array& currents, std::size_t index) {
    const std::string_view type = text(metric, {"type"});
    const std::string_view part = part_of(type);
    const kube::Json* current = current_of(currents, index, part);
    const std::string_view resource = text(metric, {part, "name"});
    const bool named = type == "Resource" || type == "ContainerResource";
    const std::string prefix = named ? fmt::format("{}: ", resource) : "";
    const std::string_view average = text(metric, {part, "target", "averageValue"});
    if (!average.empty()) {
        const std::string_view suffix = type == "Object" || type == "External" ? " (avg)" : "";
        return fmt::format("{}{}/{}{}", prefix, current_text(current, "averageValue"), average, suffix);
    }
    if (named) {
        const auto percent = kube::find_int(metric, {part, "target", "averageUtilization"});
        const std::string target = percent ? fmt::format("{}%", *percent) : "<auto>";
        return fmt::format("{}{}/{}", prefix, current_text(current, "averageUtilization"), target);
    }
    return fmt::format("{}/{}", current_text(current, "value"), text(metric, {part, "target", "value"}));
}

std::string targets(const kube::Json& autoscaler) {
    constexpr std::size_t kShown = 2;
    const json::array& metrics = list(autoscaler, {"spec", "metrics"});
    const json::array& currents = list(autoscaler, {"status", "currentMetrics"});
    if (metrics.empty()) {
        return "<none>";
    }
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < metrics.size() && i < kShown; ++i) {
        shown.push_back(target_text(metrics[i], currents, i));
    }
    const std::string joined = fmt::format("{}", fmt::join(shown, ", "));
    return metrics.size() > kShown ? fmt::format("{} + {} more...", joined, metrics.size() - kShown) : joined;
}

std::string int_or_string(const kube::Json* value) {
    if (value == nullptr || value->is_null()) {
        return "N/A";
    }
    return value->is_string() ? std::string{kube::text_of(value->get_string())} : kube::to_json(*value);
}

}  // namespace

json::array autoscaler_cells(const kube::Json& object, WallTime now) {
    const auto lowest = kube::find_int(object, {"spec", "minReplicas"});
    return {
        name_of(object),
        fmt::format(
            "{}/{}",
            text(object, {"spec", "scaleTargetRef", "kind"}),
            text(object, {"spec", "scaleTargetRef", "name"})
        ),
        targets(object),
        lowest ? fmt::format("{}", *lowest) : "<unset>",
        number(object, {"spec", "maxReplicas"}),
        number(object, {"status", "currentReplicas"}),
        age_of(object, now)
    };
}

json::array old_autoscaler_cells(const kube::Json& object, WallTime now) {
    const Result<kube::Json> current = convert(object, {"autoscaling", "v2", "HorizontalPodAutoscaler"});
    return autoscaler_cells(current ? *current : object, now);
}

json::array disruption_budget_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        int_or_string(at(object, {"spec", "minAvailable"})),
        int_or_string(at(object, {"spec", "maxUnavailable"})),
        number(object, {"status", "disruptionsAllowed"}),
        age_of(object, now)
    };
}

}  // namespace flotilla::cluster::printing

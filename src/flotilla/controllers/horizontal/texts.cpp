#include "flotilla/controllers/horizontal/texts.hpp"

#include <fmt/format.h>

#include "flotilla/kube/api/selector.hpp"

namespace flotilla::controllers::horizontal {
namespace {

namespace hpa = policy::hpa;
using hpa::FailureKind;

/// A label selector as Go prints it.
std::string go_text(const std::optional<kube::LabelSelectorSpec>& selector) {
    if (!selector) {
        return "nil";
    }
    std::string labels;
    for (const auto& [key, value] : selector->match_labels) {
        labels += fmt::format("{}: {},", key, value);
    }
    std::string expressions;
    for (const auto& expression : selector->match_expressions) {
        expressions += fmt::format(
            "LabelSelectorRequirement{{Key:{},Operator:{},Values:[{}],}},",
            expression.key,
            expression.operator_,
            fmt::join(expression.values, " ")
        );
    }
    return fmt::format(
        "&LabelSelector{{MatchLabels:map[string]string{{{}}},MatchExpressions:[]LabelSelectorRequirement{{{}}"
        "},}}",
        labels,
        expressions
    );
}

std::string_view api_of(const kube::MetricSpec& spec) {
    if (spec.type == "Resource" || spec.type == "ContainerResource") {
        return "resource";
    }
    return spec.type == "External" ? "external" : "custom";
}

/// What was asked for when the metrics API failed.
std::string asked(const kube::MetricSpec& spec, std::string_view namespace_, const std::string& error) {
    if (spec.type == "Resource") {
        return fmt::format("unable to get metrics for resource {}: {}", spec.resource->name, error);
    }
    if (spec.type == "ContainerResource") {
        return fmt::format("unable to get metrics for resource {}: {}", spec.container_resource->name, error);
    }
    if (spec.type == "Pods") {
        return fmt::format("unable to get metric {}: {}", spec.pods->metric.name, error);
    }
    if (spec.type == "Object") {
        const kube::CrossVersionObjectReference& object = spec.object->described_object;
        // Upstream has its arguments in this order.
        return fmt::format(
            "unable to get metric {}: {} on {} {}/{}",
            spec.object->metric.name,
            object.kind,
            namespace_,
            object.name,
            error
        );
    }
    const kube::MetricIdentifier& metric = spec.external->metric;
    return fmt::format(
        "unable to get external metric {}/{}/{}: {}", namespace_, metric.name, go_text(metric.selector), error
    );
}

std::string_view invalid_target(const kube::MetricSpec& spec) {
    if (spec.type == "Object") {
        return "invalid object metric source: neither a value target nor an average value target was set";
    }
    if (spec.type == "External") {
        return "invalid external metric source: neither a value target nor an average value target was set";
    }
    return "invalid resource metric source: neither an average utilization target nor an average value "
           "(usage) "
           "target was set";
}

std::string core_text(
    const kube::MetricSpec& spec, std::string_view namespace_, FailureKind failure, const std::string& words
) {
    const std::string_view api = api_of(spec);
    switch (failure) {
        case FailureKind::Unavailable:
            return asked(
                spec, namespace_, fmt::format("unable to fetch metrics from {} metrics API: {}", api, words)
            );
        case FailureKind::NoItems:
            return asked(spec, namespace_, fmt::format("no metrics returned from {} metrics API", api));
        case FailureKind::NoPods:
            return fmt::format(
                "{}no pods returned by selector while calculating replica count",
                spec.type == "Object" || spec.type == "External" ? "unable to calculate ready pods: " : ""
            );
        case FailureKind::NoUsableSamples:
            return "did not receive metrics for targeted pods (pods might be unready)";
        case FailureKind::RequestMissing:
            return words;
        case FailureKind::NothingMatched:
            return "no metrics returned matched known pods";
        case FailureKind::InvalidTarget:
            return std::string{invalid_target(spec)};
        case FailureKind::UnknownSource:
            return fmt::format("unknown metric source type \"{}\"", spec.type);
        case FailureKind::None:
            break;
    }
    return words;
}

MetricError resource_error(
    const std::string& resource, const kube::MetricTarget& target, std::string_view what, std::string core
) {
    if (target.average_value) {
        core = fmt::format("failed to get {} usage: {}", resource, core);
    } else if (target.average_utilization) {
        core = fmt::format("failed to get {} utilization: {}", resource, core);
    }
    std::string outer = fmt::format("failed to get {} metric value: {}", what, core);
    return {std::move(core), std::move(outer)};
}

}  // namespace

std::string metric_name(const kube::MetricSpec& spec) {
    constexpr std::string_view kShare = "utilization (percentage of request)";
    if (spec.type == "Resource") {
        return spec.resource->target.average_value
                   ? fmt::format("{} resource", spec.resource->name)
                   : fmt::format("{} resource {}", spec.resource->name, kShare);
    }
    if (spec.type == "ContainerResource") {
        const kube::ContainerResourceMetricSource& source = *spec.container_resource;
        return source.target.average_value ? fmt::format("{} resource", source.name)
                                           : fmt::format("{} container resource {}", source.name, kShare);
    }
    if (spec.type == "Pods") {
        return fmt::format("pods metric {}", spec.pods->metric.name);
    }
    if (spec.type == "Object" && spec.object->target.type == "Value") {
        return fmt::format("{} metric {}", spec.object->described_object.kind, spec.object->metric.name);
    }
    const kube::MetricIdentifier& metric =
        spec.type == "Object" ? spec.object->metric : spec.external->metric;
    return fmt::format("external metric {}({})", metric.name, go_text(metric.selector));
}

MetricError metric_error(
    const kube::MetricSpec& spec, std::string_view namespace_, FailureKind failure, const std::string& words
) {
    if (failure == FailureKind::UnknownSource) {
        std::string text = core_text(spec, namespace_, failure, words);
        return {text, text};
    }
    std::string core = core_text(spec, namespace_, failure, words);
    if (spec.type == "Resource") {
        const std::string& name = spec.resource->name;
        return resource_error(name, spec.resource->target, name + " resource", std::move(core));
    }
    if (spec.type == "ContainerResource") {
        const kube::ContainerResourceMetricSource& source = *spec.container_resource;
        return resource_error(source.name, source.target, source.container + " container", std::move(core));
    }
    if (spec.type == "Pods") {
        return {core, "failed to get pods metric value: " + core};
    }
    if (spec.type == "Object") {
        const bool is_average = spec.object->target.type == "AverageValue";
        const std::string middle =
            is_average ? fmt::format("failed to get {} object metric: ", spec.object->metric.name) : "";
        return {core, fmt::format("failed to get object metric value: {}{}", middle, core)};
    }
    const std::string& name = spec.external->metric.name;
    const std::string middle = spec.external->target.average_value
                                   ? fmt::format("failed to get {} external metric", name)
                                   : fmt::format("failed to get external metric {}", name);
    return {core, fmt::format("failed to get {} external metric value: {}: {}", name, middle, core)};
}

std::string_view fixed_message(hpa::ConditionReason reason) {
    using hpa::ConditionReason;
    switch (reason) {
        case ConditionReason::SucceededGetScale:
            return "the HPA controller was able to get the target's current scale";
        case ConditionReason::ReadyForNewScale:
            return "recommended size matches current size";
        case ConditionReason::ScaleUpStabilized:
            return "recent recommendations were lower than current one, applying the lowest recent "
                   "recommendation";
        case ConditionReason::ScaleDownStabilized:
            return "recent recommendations were higher than current one, applying the highest recent "
                   "recommendation";
        case ConditionReason::ScalingDisabled:
            return "scaling is disabled since the replica count of the target is zero";
        case ConditionReason::DesiredWithinRange:
            return "the desired count is within the acceptable range";
        case ConditionReason::ScaleUpLimit:
            return "the desired replica count is increasing faster than the maximum scale rate";
        case ConditionReason::ScaleDownLimit:
            return "the desired replica count is decreasing faster than the maximum scale rate";
        case ConditionReason::TooManyReplicas:
            return "the desired replica count is more than the maximum replica count";
        case ConditionReason::TooFewReplicas:
            return "the desired replica count is less than the minimum replica count";
        default:
            return "";
    }
}

}  // namespace flotilla::controllers::horizontal

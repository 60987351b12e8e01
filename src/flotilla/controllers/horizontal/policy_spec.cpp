#include "flotilla/controllers/horizontal/policy_spec.hpp"

#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace flotilla::controllers::horizontal {
namespace {

namespace hpa = policy::hpa;

hpa::Metric with_target(hpa::Metric metric, hpa::TargetType type, std::int64_t target) {
    metric.target_type = type;
    metric.target = target;
    return metric;
}

hpa::Metric resource_metric(hpa::Source source, const std::string& name, const kube::MetricTarget& target) {
    const hpa::Metric metric{source, hpa::TargetType::None, 0, name == "cpu"};
    if (target.average_value) {
        return with_target(metric, hpa::TargetType::AverageValue, target.average_value->milli_value());
    }
    if (target.average_utilization) {
        return with_target(metric, hpa::TargetType::Utilization, *target.average_utilization);
    }
    return metric;
}

hpa::Metric pods_metric(const kube::MetricTarget& target) {
    const hpa::Metric metric{hpa::Source::Pods, hpa::TargetType::None, 0, false};
    return target.average_value
               ? with_target(metric, hpa::TargetType::AverageValue, target.average_value->milli_value())
               : metric;
}

hpa::Metric object_metric(const kube::MetricTarget& target) {
    const hpa::Metric metric{hpa::Source::Object, hpa::TargetType::None, 0, false};
    if (target.type == "Value" && target.value) {
        return with_target(metric, hpa::TargetType::Value, target.value->milli_value());
    }
    if (target.type == "AverageValue" && target.average_value) {
        return with_target(metric, hpa::TargetType::AverageValue, target.average_value->milli_value());
    }
    return metric;
}

hpa::Metric external_metric(const kube::MetricTarget& target) {
    const hpa::Metric metric{hpa::Source::External, hpa::TargetType::None, 0, false};
    if (target.average_value) {
        return with_target(metric, hpa::TargetType::AverageValue, target.average_value->milli_value());
    }
    return target.value ? with_target(metric, hpa::TargetType::Value, target.value->milli_value()) : metric;
}

hpa::Metric metric_of(const kube::MetricSpec& spec) {
    if (spec.type == "Resource" && spec.resource) {
        return resource_metric(hpa::Source::Resource, spec.resource->name, spec.resource->target);
    }
    if (spec.type == "ContainerResource" && spec.container_resource) {
        const kube::ContainerResourceMetricSource& source = *spec.container_resource;
        return resource_metric(hpa::Source::ContainerResource, source.name, source.target);
    }
    if (spec.type == "Pods" && spec.pods) {
        return pods_metric(spec.pods->target);
    }
    if (spec.type == "Object" && spec.object) {
        return object_metric(spec.object->target);
    }
    if (spec.type == "External" && spec.external) {
        return external_metric(spec.external->target);
    }
    return {hpa::Source::Unknown, hpa::TargetType::None, 0, false};
}

hpa::Select select_of(const std::optional<std::string>& text) {
    if (text == "Min") {
        return hpa::Select::Min;
    }
    return text == "Disabled" ? hpa::Select::Disabled : hpa::Select::Max;
}

/// What is given replaces the defaults, part by part.
hpa::ScalingRules rules_of(const std::optional<kube::HPAScalingRules>& given, hpa::ScalingRules rules) {
    if (!given) {
        return rules;
    }
    if (given->stabilization_window_seconds) {
        rules.window = std::chrono::seconds{*given->stabilization_window_seconds};
    }
    if (given->select_policy) {
        rules.select = select_of(given->select_policy);
    }
    if (!given->policies.empty()) {
        rules.policies.clear();
    }
    for (const kube::HPAScalingPolicy& policy : given->policies) {
        const bool is_pods = policy.type == "Pods";
        rules.policies.push_back(
            {is_pods ? hpa::RatePolicy::Unit::Pods : hpa::RatePolicy::Unit::Percent,
             policy.value,
             std::chrono::seconds{policy.period_seconds}}
        );
    }
    if (given->tolerance) {
        rules.tolerance = ratio_of(*given->tolerance);
    }
    return rules;
}

}  // namespace

policy::hpa::Spec policy_spec(const kube::HorizontalPodAutoscalerSpec& spec) {
    hpa::Spec policy;
    policy.bounds = {model::Replicas{spec.min_replicas.value_or(1)}, model::Replicas{spec.max_replicas}};
    for (const kube::MetricSpec& metric : spec.metrics) {
        policy.metrics.push_back(metric_of(metric));
    }
    if (spec.metrics.empty()) {
        policy.metrics.push_back({hpa::Source::Resource, hpa::TargetType::Utilization, 80, true});
    }
    if (spec.behavior) {
        const hpa::Behavior defaults = hpa::Behavior::defaults();
        policy.behavior = hpa::Behavior{
            rules_of(spec.behavior->scale_up, defaults.scale_up),
            rules_of(spec.behavior->scale_down, defaults.scale_down)
        };
    }
    return policy;
}

double ratio_of(const kube::Quantity& quantity) {
    struct Suffix {
        char letter;
        double factor;
    };
    constexpr std::array kSmall{Suffix{'m', 1e-3}, Suffix{'u', 1e-6}, Suffix{'n', 1e-9}};
    const std::string text = quantity.text();
    for (const Suffix& suffix : kSmall) {
        if (text.ends_with(suffix.letter)) {
            std::int64_t digits = 0;
            std::from_chars(text.data(), text.data() + text.size() - 1, digits);
            return static_cast<double>(digits) * suffix.factor;
        }
    }
    return quantity.approximate();
}

}  // namespace flotilla::controllers::horizontal

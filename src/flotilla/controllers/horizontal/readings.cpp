#include "flotilla/controllers/horizontal/readings.hpp"

#include "flotilla/controllers/horizontal/pod_facts.hpp"
#include "flotilla/controllers/horizontal/samples.hpp"
#include "flotilla/kube/api/selector.hpp"
#include "flotilla/metrics/api/external_metrics.hpp"

namespace flotilla::controllers::horizontal {
namespace {

namespace hpa = policy::hpa;

MetricReading failed(hpa::FailureKind kind, std::string words) {
    MetricReading reading;
    reading.failure = kind;
    reading.words = std::move(words);
    return reading;
}

MetricReading unavailable(const Error& error) {
    return failed(hpa::FailureKind::Unavailable, error.message);
}

/// The text of a metric's selector; none selects everything.
Result<std::string> selector_text(const std::optional<kube::LabelSelectorSpec>& selector) {
    if (!selector) {
        return std::string{};
    }
    FLOTILLA_TRY(const kube::LabelSelector parsed, kube::LabelSelector::from(*selector));
    return parsed.text();
}

void read_requests(
    std::string_view resource, std::string_view container, const Pods& pods, MetricReading& reading
) {
    for (const kube::Pod& pod : pods.typed) {
        const auto request = request_of(pod, resource, container);
        reading.requests.push_back(request ? std::optional{*request} : std::nullopt);
        if (!request && reading.words.empty()) {
            reading.words = request.error().message;
        }
    }
}

}  // namespace

asio::awaitable<Result<Pods>> Reader::pods(std::string namespace_, std::string selector) {
    kube::ListOptions options;
    options.label_selector = std::move(selector);
    options.resource_version = "0";
    FLOTILLA_CO_TRY(
        kube::ObjectList list, co_await client_.list(kube::resource_of<kube::Pod>(), namespace_, options)
    );
    Pods pods;
    for (kube::SharedObject& object : list.items) {
        FLOTILLA_CO_TRY(kube::Pod pod, kube::decode<kube::Pod>(*object));
        pods.facts.push_back(pod_facts(pod));
        pods.typed.push_back(std::move(pod));
        pods.objects.push_back(std::move(object));
    }
    co_return pods;
}

asio::awaitable<MetricReading> Reader::read_usage(
    const kube::MetricSpec& spec,
    std::string namespace_,
    std::string selector,
    const Pods& pods,
    Usages& usages
) {
    if (!usages) {
        usages.emplace(co_await metrics::pod_usages(client_, std::move(namespace_), std::move(selector)));
    }
    if (!*usages) {
        co_return unavailable(usages->error());
    }
    const std::vector<metrics::PodUsage>& items = **usages;
    if (items.empty()) {
        co_return failed(hpa::FailureKind::NoItems, "");
    }
    const std::string& resource = spec.resource ? spec.resource->name : spec.container_resource->name;
    const std::string container = spec.container_resource ? spec.container_resource->container : "";
    MetricReading reading;
    join_samples(usage_samples(items, resource, container), pods, reading);
    read_requests(resource, container, pods, reading);
    co_return reading;
}

asio::awaitable<MetricReading> Reader::read_pods_metric(
    const kube::PodsMetricSource& source, std::string namespace_, std::string selector, const Pods& pods
) {
    const auto metric_selector = selector_text(source.metric.selector);
    if (!metric_selector) {
        co_return unavailable(metric_selector.error());
    }
    const auto values = co_await custom_.of_pods(
        std::move(namespace_), std::move(selector), source.metric.name, *metric_selector
    );
    if (!values) {
        co_return unavailable(values.error());
    }
    if (values->empty()) {
        co_return failed(hpa::FailureKind::NoItems, "");
    }
    MetricReading reading;
    join_samples(value_samples(*values), pods, reading);
    co_return reading;
}

asio::awaitable<Result<metrics::MeasuredValue>> Reader::object_value(
    const kube::ObjectMetricSource& source, std::string namespace_, std::string metric_selector
) {
    const kube::CrossVersionObjectReference& object = source.described_object;
    FLOTILLA_CO_TRY(const kube::GroupVersion in, kube::parse_group_version(object.api_version));
    FLOTILLA_CO_TRY(const auto types, co_await targets_.resources(in.group, object.kind));
    co_return co_await custom_.of_object(
        std::move(namespace_),
        types.front().group_resource(),
        object.name,
        source.metric.name,
        std::move(metric_selector)
    );
}

asio::awaitable<MetricReading> Reader::read_object(
    const kube::ObjectMetricSource& source, std::string namespace_
) {
    const auto metric_selector = selector_text(source.metric.selector);
    if (!metric_selector) {
        co_return unavailable(metric_selector.error());
    }
    const auto value = co_await object_value(source, std::move(namespace_), *metric_selector);
    if (!value) {
        co_return unavailable(value.error());
    }
    MetricReading reading;
    reading.values.push_back(value->value.milli_value());
    co_return reading;
}

asio::awaitable<MetricReading> Reader::read_external(
    const kube::ExternalMetricSource& source, std::string namespace_
) {
    const auto metric_selector = selector_text(source.metric.selector);
    if (!metric_selector) {
        co_return unavailable(metric_selector.error());
    }
    const auto values = co_await metrics::external_values(
        client_, std::move(namespace_), source.metric.name, *metric_selector
    );
    if (!values) {
        co_return unavailable(values.error());
    }
    if (values->empty()) {
        co_return failed(hpa::FailureKind::NoItems, "");
    }
    MetricReading reading;
    for (const metrics::MeasuredValue& value : *values) {
        reading.values.push_back(value.value.milli_value());
    }
    co_return reading;
}

asio::awaitable<std::vector<MetricReading>> Reader::read(
    const kube::HorizontalPodAutoscaler& autoscaler, std::string selector, const Pods& pods
) {
    const std::string& namespace_ = autoscaler.metadata.namespace_;
    Usages usages;
    std::vector<MetricReading> readings;
    for (const kube::MetricSpec& spec : autoscaler.spec.metrics) {
        if (spec.resource || spec.container_resource) {
            readings.push_back(co_await read_usage(spec, namespace_, selector, pods, usages));
        } else if (spec.pods) {
            readings.push_back(co_await read_pods_metric(*spec.pods, namespace_, selector, pods));
        } else if (spec.object) {
            readings.push_back(co_await read_object(*spec.object, namespace_));
        } else if (spec.external) {
            readings.push_back(co_await read_external(*spec.external, namespace_));
        } else {
            readings.emplace_back();
        }
    }
    co_return readings;
}

}  // namespace flotilla::controllers::horizontal

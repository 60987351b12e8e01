#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/controllers/horizontal/targets.hpp"
#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/types/autoscaling.gen.hpp"
#include "flotilla/kube/api/types/pod.gen.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/metrics/api/custom_metrics.hpp"
#include "flotilla/metrics/api/pod_usage.hpp"
#include "flotilla/policy/horizontal/hpa/observation.hpp"

namespace flotilla::controllers::horizontal {

/// What was read for one metric: the storage behind a `policy::hpa::Reading`.
struct MetricReading {
    policy::hpa::FailureKind failure = policy::hpa::FailureKind::None;
    std::string words;  ///< what the metrics API said, or which request is missing
    std::vector<std::optional<policy::hpa::Sample>> samples;
    std::vector<policy::hpa::Sample> strangers;
    std::vector<std::optional<std::int64_t>> requests;
    std::vector<std::int64_t> values;
};

/// The pods of a target, in the order of their names.
struct Pods {
    std::vector<kube::SharedObject> objects;
    std::vector<kube::Pod> typed;
    std::vector<policy::hpa::Pod> facts;
};

/// Reads what one sync looks at. Nothing is kept between syncs but how the APIs are reached.
class Reader {
public:
    /// @param client, targets  outlive this
    Reader(kube::Client& client, Targets& targets) : client_{client}, targets_{targets}, custom_{client} {}

    /// The pods that a selector matches, from the server's cache.
    asio::awaitable<Result<Pods>> pods(std::string namespace_, std::string selector);

    /// One reading a metric, in the order of the spec. What fails is in the reading.
    asio::awaitable<std::vector<MetricReading>> read(
        const kube::HorizontalPodAutoscaler& autoscaler, std::string selector, const Pods& pods
    );

private:
    using Usages = std::optional<Result<std::vector<metrics::PodUsage>>>;

    asio::awaitable<MetricReading> read_usage(
        const kube::MetricSpec& spec,
        std::string namespace_,
        std::string selector,
        const Pods& pods,
        Usages& usages
    );
    asio::awaitable<MetricReading> read_pods_metric(
        const kube::PodsMetricSource& source, std::string namespace_, std::string selector, const Pods& pods
    );
    asio::awaitable<MetricReading> read_object(
        const kube::ObjectMetricSource& source, std::string namespace_
    );
    asio::awaitable<Result<metrics::MeasuredValue>> object_value(
        const kube::ObjectMetricSource& source, std::string namespace_, std::string metric_selector
    );
    asio::awaitable<MetricReading> read_external(
        const kube::ExternalMetricSource& source, std::string namespace_
    );

    kube::Client& client_;
    Targets& targets_;
    metrics::CustomMetrics custom_;
};

}  // namespace flotilla::controllers::horizontal

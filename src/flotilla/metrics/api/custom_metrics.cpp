#include "flotilla/metrics/api/custom_metrics.hpp"

#include <fmt/format.h>

#include "flotilla/metrics/api/request_path.hpp"

namespace flotilla::metrics {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kGroup = "/apis/custom.metrics.k8s.io";

}  // namespace

asio::awaitable<Result<std::string>> CustomMetrics::version() {
    if (!version_.empty()) {
        co_return version_;
    }
    FLOTILLA_CO_TRY(const kube::Json group, co_await get_json(client_, std::string(kGroup)));
    if (const kube::JsonArray* versions = kube::find_array(group, {"versions"})) {
        for (const kube::Json& entry : *versions) {
            const std::string_view served = kube::find_string(entry, {"version"}).value_or("");
            if (served == "v1beta1" || served == "v1beta2") {
                version_ = served;
                co_return version_;
            }
        }
    }
    co_return fail(
        ErrorCode::NotFound, "the server has no version of custom.metrics.k8s.io that is known here"
    );
}

asio::awaitable<Result<std::vector<MeasuredValue>>> CustomMetrics::of_pods(
    std::string namespace_, std::string selector, std::string metric, std::string metric_selector
) {
    FLOTILLA_CO_TRY(const std::string served, co_await version());
    std::string path =
        fmt::format("{}/{}/namespaces/{}/pods/*/{}", kGroup, served, encoded(namespace_), encoded(metric));
    std::string target =
        with_query(std::move(path), {{"labelSelector", selector}, {"metricLabelSelector", metric_selector}});
    FLOTILLA_CO_TRY(const kube::Json list, co_await get_json(client_, std::move(target)));
    co_return parse_measured_values(list);
}

asio::awaitable<Result<MeasuredValue>> CustomMetrics::of_object(
    std::string namespace_,
    std::string resource,
    std::string name,
    std::string metric,
    std::string metric_selector
) {
    FLOTILLA_CO_TRY(const std::string served, co_await version());
    const std::string object =
        resource == "namespaces" ? "metrics" : fmt::format("{}/{}", resource, encoded(name));
    std::string path = fmt::format(
        "{}/{}/namespaces/{}/{}/{}", kGroup, served, encoded(namespace_), object, encoded(metric)
    );
    std::string target = with_query(std::move(path), {{"metricLabelSelector", metric_selector}});
    FLOTILLA_CO_TRY(const kube::Json list, co_await get_json(client_, std::move(target)));
    FLOTILLA_CO_TRY(std::vector<MeasuredValue> values, parse_measured_values(list));
    if (values.empty()) {
        co_return fail(
            ErrorCode::NotFound, fmt::format("the custom metrics API server returned no value of {}", metric)
        );
    }
    co_return std::move(values.front());
}

}  // namespace flotilla::metrics

#include "flotilla/metrics/api/pod_usage.hpp"

#include <fmt/format.h>

#include "flotilla/metrics/api/request_path.hpp"

namespace flotilla::metrics {
namespace {

using kube::Json;

Result<ContainerUsage> parse_container(const Json& json) {
    ContainerUsage container;
    container.name = kube::find_string(json, {"name"}).value_or("");
    if (const kube::JsonObject* usage = kube::find_object(json, {"usage"})) {
        for (const auto& [resource, value] : *usage) {
            const std::string_view text = value.is_string() ? kube::text_of(value.as_string()) : "";
            FLOTILLA_TRY(const kube::Quantity quantity, kube::Quantity::parse(text));
            container.usage.emplace(std::string{resource}, quantity);
        }
    }
    return container;
}

Result<PodUsage> parse_pod(const Json& json) {
    PodUsage pod;
    pod.pod = kube::find_string(json, {"metadata", "name"}).value_or("");
    FLOTILLA_TRY(pod.time, parse_time(kube::find_string(json, {"timestamp"}).value_or("")));
    FLOTILLA_TRY(pod.window, parse_duration(kube::find_string(json, {"window"}).value_or("")));
    if (const kube::JsonArray* containers = kube::find_array(json, {"containers"})) {
        for (const Json& container : *containers) {
            FLOTILLA_TRY(ContainerUsage parsed, parse_container(container));
            pod.containers.push_back(std::move(parsed));
        }
    }
    return pod;
}

}  // namespace

Result<std::vector<PodUsage>> parse_pod_usages(const Json& list) {
    const kube::JsonArray* items = kube::find_array(list, {"items"});
    if (items == nullptr) {
        return fail(ErrorCode::InvalidArgument, "wanted a PodMetricsList, found no items");
    }
    std::vector<PodUsage> pods;
    for (const Json& item : *items) {
        auto pod = parse_pod(item);
        if (!pod) {
            return with_context(pod.error(), fmt::format("items[{}]", pods.size()));
        }
        pods.push_back(std::move(*pod));
    }
    return pods;
}

boost::asio::awaitable<Result<std::vector<PodUsage>>> pod_usages(
    kube::Client& client, std::string namespace_, std::string selector
) {
    std::string path = fmt::format("/apis/metrics.k8s.io/v1beta1/namespaces/{}/pods", encoded(namespace_));
    std::string target = with_query(std::move(path), {{"labelSelector", selector}});
    FLOTILLA_CO_TRY(const Json list, co_await get_json(client, std::move(target)));
    co_return parse_pod_usages(list);
}

}  // namespace flotilla::metrics

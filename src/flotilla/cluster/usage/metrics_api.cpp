#include "flotilla/cluster/usage/metrics_api.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "flotilla/kube/api/quantity.hpp"
#include "flotilla/kube/api/selector.hpp"
#include "flotilla/kube/api/status.hpp"

namespace flotilla::cluster::usage {
namespace {

namespace statuses = kube::statuses;

constexpr std::string_view kApiVersion = "metrics.k8s.io/v1beta1";

ResourcePtr resource(std::string plural, std::string kind, bool namespaced) {
    auto made = std::make_shared<Resource>();
    made->type = kube::ResourceType{"metrics.k8s.io", "v1beta1", std::move(plural), kind, namespaced};
    made->list_kind = kind + "List";
    made->verbs = {"get", "list"};
    return made;
}

/// In billionths of a core, as metrics-server writes it.
std::string cpu_text(double cores) {
    const auto nanos = static_cast<std::int64_t>(std::llround(cores * 1e9));
    return nanos == 0 ? "0" : fmt::format("{}n", nanos);
}

std::string memory_text(model::Bytes memory) {
    constexpr std::int64_t kKibi = 1024;
    return memory.count() == 0 ? "0" : fmt::format("{}Ki", memory.count() / kKibi);
}

kube::JsonObject usage_json(double cores, model::Bytes memory) {
    return {{"cpu", cpu_text(cores)}, {"memory", memory_text(memory)}};
}

/// A duration as Go prints it, in seconds.
std::string window_text(Duration window) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(window);
    return whole == window ? fmt::format("{}s", whole.count())
                           : fmt::format("{:.3f}s", std::chrono::duration<double>(window).count());
}

kube::Json head(const kube::EncodedObject& object, std::string_view kind, WallTime time, Duration window) {
    kube::JsonObject labels;
    for (std::size_t i = 0; i < object.label_count(); ++i) {
        labels[object.label_key(i)] = object.label_value(i);
    }
    kube::JsonObject metadata{{"name", object.name()}};
    if (!object.namespace_().empty()) {
        metadata["namespace"] = object.namespace_();
    }
    metadata["creationTimestamp"] = format_time(time);
    if (!labels.empty()) {
        metadata["labels"] = std::move(labels);
    }
    return kube::JsonObject{
        {"kind", kind},
        {"apiVersion", kApiVersion},
        {"metadata", std::move(metadata)},
        {"timestamp", format_time(time)},
        {"window", window_text(window)},
    };
}

Outcome<kube::LabelSelector> selector_of(const RequestInfo& request) {
    const auto text = request.query.find("labelSelector");
    if (!text) {
        return kube::LabelSelector{};
    }
    auto selector = kube::LabelSelector::parse(*text);
    if (!selector) {
        return reject(statuses::bad_request(selector.error().message));
    }
    return std::move(*selector);
}

}  // namespace

std::vector<ResourcePtr> MetricsApi::resources() const {
    return {resource("nodes", "NodeMetrics", false), resource("pods", "PodMetrics", true)};
}

std::optional<kube::Json> MetricsApi::pod_metrics(const kube::EncodedObject& pod) const {
    const PodSample* sample = monitor_.find(pod.uid());
    if (sample == nullptr) {
        return std::nullopt;
    }
    kube::Json out = head(pod, "PodMetrics", sample->time, sample->window);
    kube::JsonArray containers;
    for (const ContainerSample& container : sample->containers) {
        containers.push_back(kube::JsonObject{
            {"name", container.name}, {"usage", usage_json(container.cores, container.memory)}
        });
    }
    out.as_object()["containers"] = std::move(containers);
    return out;
}

/// The sum over the node's pods; no node, no sample.
std::optional<kube::Json> MetricsApi::node_metrics(const kube::EncodedObject& node) const {
    if (!monitor_.last_reading()) {
        return std::nullopt;
    }
    double cores = 0;
    model::Bytes memory;
    for (const model::RunningPod& pod : monitor_.pods()) {
        const PodSample* sample = pod.node == node.name() ? monitor_.find(pod.uid) : nullptr;
        if (sample != nullptr) {
            for (const ContainerSample& container : sample->containers) {
                cores += container.cores;
                memory += container.memory;
            }
        }
    }
    const WallTime time = std::chrono::floor<std::chrono::seconds>(*monitor_.last_reading());
    kube::Json out = head(node, "NodeMetrics", time, monitor_.resolution());
    out.as_object()["usage"] = usage_json(cores, memory);
    return out;
}

Outcome<kube::Json> MetricsApi::answer(const RequestInfo& request) {
    const bool is_pods = request.resource == "pods";
    if ((!is_pods && request.resource != "nodes") || !request.subresource.empty()) {
        return reject(statuses::no_such_resource());
    }
    const kube::ResourceType& type = resources()[is_pods ? 1 : 0]->type;
    if (request.verb != "get" && request.verb != "list") {
        return reject(statuses::method_not_allowed(type, request.verb));
    }
    const Collection& collection = store_.collection(is_pods ? "pods" : "nodes");
    const auto metrics = [&](const kube::EncodedObject& object) {
        return is_pods ? pod_metrics(object) : node_metrics(object);
    };
    if (request.verb == "get") {
        const ObjectPtr object = collection.find(request.namespace_, request.name);
        auto found = object ? metrics(*object) : std::nullopt;
        return found ? Outcome<kube::Json>{std::move(*found)}
                     : reject(statuses::not_found(type, request.name));
    }
    FLOTILLA_TRY_OUTCOME(const kube::LabelSelector selector, selector_of(request));
    kube::JsonArray items;
    const auto visited = collection.visit(Range{request.namespace_}, [&](const ObjectPtr& object) {
        if (selector.matches(*object)) {
            if (auto found = metrics(*object)) {
                items.push_back(std::move(*found));
            }
        }
        return true;
    });
    FLOTILLA_ASSERT(visited.has_value());  // the present state never expires
    return kube::Json(kube::JsonObject{
        {"kind", is_pods ? "PodMetricsList" : "NodeMetricsList"},
        {"apiVersion", kApiVersion},
        {"metadata", kube::JsonObject{}},
        {"items", std::move(items)},
    });
}

}  // namespace flotilla::cluster::usage

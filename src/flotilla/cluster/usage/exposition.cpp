#include "flotilla/cluster/usage/exposition.hpp"

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster::usage {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

/// One family of a page, written line by line.
class Family {
public:
    Family(std::string_view name, std::string_view type, std::string_view help)
        : name_{name}, text_{fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help)} {}

    void add(const Labels& labels, double value, std::optional<WallTime> time = std::nullopt) {
        text_ += name_;
        char separator = '{';
        for (const auto& [key, label] : labels) {
            text_ += fmt::format("{}{}=\"{}\"", separator, key, escaped(label));
            separator = ',';
        }
        text_ += fmt::format("}} {}", value);
        if (time) {
            const auto since = time->time_since_epoch();
            text_ += fmt::format(" {}", std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
        }
        text_ += '\n';
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    static std::string escaped(std::string_view label) {
        std::string out;
        for (const char c : label) {
            if (c == '\\' || c == '"') {
                out += '\\';
            }
            out += c == '\n' ? ' ' : c;
        }
        return out;
    }

    std::string name_;
    std::string text_;
};

template <class Visit>
void for_each(Store& store, std::string_view resource, const Visit& visit) {
    const auto visited = store.collection(resource).visit(Range{}, [&](const ObjectPtr& object) {
        visit(*object, object->parsed());
        return true;
    });
    FLOTILLA_ASSERT(visited.has_value());  // the present state never expires
}

double number(const kube::Json& object, std::initializer_list<std::string_view> path) {
    return static_cast<double>(kube::find_int(object, path).value_or(0));
}

std::string_view ready_status(const kube::Json& pod) {
    if (const kube::JsonArray* conditions = kube::find_array(pod, {"status", "conditions"})) {
        for (const kube::Json& condition : *conditions) {
            if (kube::find_string(condition, {"type"}) == "Ready") {
                return kube::find_string(condition, {"status"}).value_or("Unknown");
            }
        }
    }
    return "Unknown";
}

void add_requests(const kube::Json& pod, const Labels& labels, Family& family) {
    const kube::JsonArray* containers = kube::find_array(pod, {"spec", "containers"});
    for (std::size_t i = 0; containers != nullptr && i < containers->size(); ++i) {
        const kube::Json& container = (*containers)[i];
        for (const auto& [resource, unit] : {std::pair{"cpu", "core"}, std::pair{"memory", "byte"}}) {
            const auto text = kube::find_string(container, {"resources", "requests", resource});
            const auto quantity = kube::Quantity::parse(text.value_or(""));
            if (quantity) {
                Labels all = labels;
                all.emplace_back("container", kube::find_string(container, {"name"}).value_or(""));
                all.emplace_back("resource", resource);
                all.emplace_back("unit", unit);
                family.add(all, quantity->approximate());
            }
        }
    }
}

std::string pod_families(Store& store) {
    Family info{"kube_pod_info", "gauge", "Where a pod runs."};
    Family phase{"kube_pod_status_phase", "gauge", "1 for the phase that a pod is in."};
    Family ready{"kube_pod_status_ready", "gauge", "1 for the status of a pod's condition Ready."};
    Family requests{"kube_pod_container_resource_requests", "gauge", "What a container requests."};
    for_each(store, "pods", [&](const kube::EncodedObject& object, const kube::Json& pod) {
        const Labels pod_labels{{"namespace", object.namespace_()}, {"pod", object.name()}};
        const std::string_view node = kube::find_string(pod, {"spec", "nodeName"}).value_or("");
        Labels placed = pod_labels;
        placed.emplace_back("node", node);
        add_requests(pod, placed, requests);
        placed.emplace_back("uid", object.uid());
        info.add(placed, 1);
        const std::string_view now = kube::find_string(pod, {"status", "phase"}).value_or("Unknown");
        for (const std::string_view name : {"Pending", "Succeeded", "Failed", "Running", "Unknown"}) {
            Labels labels = pod_labels;
            labels.emplace_back("phase", name);
            phase.add(labels, name == now ? 1 : 0);
        }
        const std::string_view status = ready_status(pod);
        for (const auto& [name, label] :
             {std::pair{"True", "true"}, std::pair{"False", "false"}, std::pair{"Unknown", "unknown"}}) {
            Labels labels = pod_labels;
            labels.emplace_back("condition", label);
            ready.add(labels, status == name ? 1 : 0);
        }
    });
    return info.text() + phase.text() + ready.text() + requests.text();
}

/// A number of an object: what it is called on the page, and where it stands in the object.
struct Figure {
    std::string_view name;
    std::string_view part;
    std::string_view field;
    std::string_view help;
};

template <std::size_t N>
std::string figures(
    Store& store, std::string_view resource, std::string_view label, const std::array<Figure, N>& list
) {
    std::string page;
    for (const Figure& figure : list) {
        Family family{figure.name, "gauge", figure.help};
        for_each(store, resource, [&](const kube::EncodedObject& object, const kube::Json& json) {
            const Labels labels{{"namespace", object.namespace_()}, {label, object.name()}};
            family.add(labels, number(json, {figure.part, figure.field}));
        });
        page += family.text();
    }
    return page;
}

constexpr std::array kDeployment{
    Figure{"kube_deployment_spec_replicas", "spec", "replicas", "Replicas that are wanted."},
    Figure{"kube_deployment_status_replicas", "status", "replicas", "Pods that there are."},
    Figure{"kube_deployment_status_replicas_ready", "status", "readyReplicas", "Pods that are ready."},
    Figure{
        "kube_deployment_status_replicas_available", "status", "availableReplicas", "Pods that are available."
    },
    Figure{
        "kube_deployment_status_replicas_updated", "status", "updatedReplicas", "Pods of the last revision."
    },
};
constexpr std::array kAutoscaler{
    Figure{"kube_horizontalpodautoscaler_spec_min_replicas", "spec", "minReplicas", "Fewest replicas."},
    Figure{"kube_horizontalpodautoscaler_spec_max_replicas", "spec", "maxReplicas", "Most replicas."},
    Figure{
        "kube_horizontalpodautoscaler_status_current_replicas", "status", "currentReplicas", "Replicas seen."
    },
    Figure{
        "kube_horizontalpodautoscaler_status_desired_replicas",
        "status",
        "desiredReplicas",
        "Replicas wanted."
    },
};

io::http::Response page_response(std::string body) {
    io::http::Response response{200};
    response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    response.body = std::move(body);
    return response;
}

}  // namespace

std::string cadvisor_page(const Monitor& monitor) {
    Family cpu{"container_cpu_usage_seconds_total", "counter", "CPU time that a container has used."};
    Family memory{"container_memory_working_set_bytes", "gauge", "Memory that a container works with."};
    for (const model::RunningPod& pod : monitor.pods()) {
        const std::vector<model::ContainerUsage> usage = monitor.usage().usage(pod);
        for (std::size_t i = 0; i < usage.size() && i < pod.containers.size(); ++i) {
            const Labels labels{
                {"container", pod.containers[i].name},
                {"namespace", pod.namespace_},
                {"pod", pod.name},
                {"node", pod.node}
            };
            cpu.add(labels, usage[i].cpu_seconds, monitor.last_reading());
            memory.add(labels, static_cast<double>(usage[i].memory.count()), monitor.last_reading());
        }
    }
    return cpu.text() + memory.text();
}

std::string state_page(Store& store) {
    return pod_families(store) + figures(store, "deployments.apps", "deployment", kDeployment) +
           figures(store, "horizontalpodautoscalers.autoscaling", "horizontalpodautoscaler", kAutoscaler);
}

boost::asio::awaitable<void> Exposition::handle(io::http::Request request, io::http::ResponseWriter& writer) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    io::http::Response response{404};
    response.body = "there are /metrics, /metrics/cadvisor and /metrics/state\n";
    if (path == "/metrics") {
        response = page_response(cadvisor_page(monitor_) + state_page(store_));
    } else if (path == "/metrics/cadvisor") {
        response = page_response(cadvisor_page(monitor_));
    } else if (path == "/metrics/state") {
        response = page_response(state_page(store_));
    }
    co_await writer.send(std::move(response));
}

}  // namespace flotilla::cluster::usage

#include "flotilla/cluster/controllers/endpoints/backends.hpp"

#include <algorithm>

namespace flotilla::cluster::controllers {
namespace {

using kube::find_string;
using kube::Json;
using kube::JsonArray;
using kube::JsonObject;

/// The pod's port that a Service port leads to; absent when the pod has none of that name.
std::optional<std::int64_t> target_port(
    const Json& service_port, const PodView& pod, std::string_view protocol
) {
    const Json* target = kube::find(service_port, {"targetPort"});
    const std::optional<std::int64_t> number = target != nullptr ? kube::whole_number(*target) : std::nullopt;
    if (number && *number != 0) {
        return number;
    }
    const auto name = find_string(service_port, {"targetPort"});
    if (!name || name->empty()) {
        return kube::find_int(service_port, {"port"});
    }
    const auto found = std::ranges::find_if(pod.ports, [&](const ContainerPortView& port) {
        return port.name == *name && port.protocol == protocol;
    });
    return found == pod.ports.end() ? std::nullopt : std::optional{found->port};
}

std::vector<BackendPort> ports_of(const Json& service, const PodView& pod) {
    std::vector<BackendPort> ports;
    if (const JsonArray* entries = kube::find_array(service, {"spec", "ports"})) {
        for (const Json& entry : *entries) {
            const std::string protocol{find_string(entry, {"protocol"}).value_or("TCP")};
            if (const auto port = target_port(entry, pod, protocol)) {
                ports.push_back(BackendPort{
                    std::string{find_string(entry, {"name"}).value_or("")},
                    *port,
                    protocol,
                    std::string{find_string(entry, {"appProtocol"}).value_or("")}
                });
            }
        }
    }
    return ports;
}

Json pod_reference(const Backend& backend) {
    return JsonObject{
        {"kind", "Pod"},
        {"namespace", backend.pod.namespace_},
        {"name", backend.pod.name},
        {"uid", backend.pod_uid}
    };
}

Json address_of(const Backend& backend) {
    JsonObject address{{"ip", backend.ip}, {"nodeName", backend.node}, {"targetRef", pod_reference(backend)}};
    if (!backend.hostname.empty()) {
        address["hostname"] = backend.hostname;
    }
    return address;
}

Json endpoint_of(const Backend& backend) {
    JsonObject conditions{
        {"ready", backend.is_ready}, {"serving", backend.is_serving}, {"terminating", backend.is_terminating}
    };
    JsonObject endpoint{
        {"addresses", JsonArray{backend.ip}},
        {"conditions", std::move(conditions)},
        {"nodeName", backend.node},
        {"targetRef", pod_reference(backend)},
    };
    if (!backend.hostname.empty()) {
        endpoint["hostname"] = backend.hostname;
    }
    return endpoint;
}

JsonArray ports_json(const std::vector<BackendPort>& ports, bool always_named) {
    JsonArray entries;
    for (const BackendPort& port : ports) {
        JsonObject entry{{"port", port.port}, {"protocol", port.protocol}};
        if (always_named || !port.name.empty()) {
            entry["name"] = port.name;
        }
        if (!port.app_protocol.empty()) {
            entry["appProtocol"] = port.app_protocol;
        }
        entries.emplace_back(std::move(entry));
    }
    return entries;
}

std::map<std::vector<BackendPort>, std::vector<const Backend*>> by_ports(const std::vector<Backend>& backends
) {
    std::map<std::vector<BackendPort>, std::vector<const Backend*>> groups;
    for (const Backend& backend : backends) {
        groups[backend.ports].push_back(&backend);
    }
    return groups;
}

}  // namespace

std::optional<kube::LabelSelector> selector_of(const DocumentView& service) {
    const kube::StringMap labels = find_strings(service.json, {"spec", "selector"});
    if (labels.empty() || find_string(service.json, {"spec", "type"}) == "ExternalName") {
        return std::nullopt;
    }
    return kube::LabelSelector::of(labels);
}

std::vector<Backend> backends_of(const DocumentView& service, const std::vector<SeenPtr<PodView>>& pods) {
    std::vector<Backend> backends;
    const auto selector = selector_of(service);
    if (!selector) {
        return backends;
    }
    const bool publishes_all =
        kube::find_bool(service.json, {"spec", "publishNotReadyAddresses"}).value_or(false);
    for (const SeenPtr<PodView>& seen : pods) {
        const PodView& pod = seen->view;
        if (pod.ip.empty() || pod.phase == "Succeeded" || pod.phase == "Failed" ||
            !selector->matches(pod.labels)) {
            continue;
        }
        Backend backend;
        backend.ip = pod.ip;
        backend.node = pod.node;
        backend.pod = pod.key;
        backend.pod_uid = pod.uid;
        backend.hostname = pod.hostname.value_or("");
        backend.is_serving = pod.is_ready;
        backend.is_terminating = pod.is_deleting();
        backend.is_ready = publishes_all || (pod.is_ready && !pod.is_deleting());
        backend.ports = ports_of(service.json, pod);
        backends.push_back(std::move(backend));
    }
    return backends;
}

JsonArray endpoints_subsets(const std::vector<Backend>& backends) {
    JsonArray subsets;
    for (const auto& [ports, group] : by_ports(backends)) {
        JsonArray ready;
        JsonArray not_ready;
        for (const Backend* backend : group) {
            if (backend->is_terminating && !backend->is_ready) {
                continue;
            }
            (backend->is_ready ? ready : not_ready).push_back(address_of(*backend));
        }
        if (ready.empty() && not_ready.empty()) {
            continue;
        }
        JsonObject subset;
        if (!ready.empty()) {
            subset["addresses"] = std::move(ready);
        }
        if (!not_ready.empty()) {
            subset["notReadyAddresses"] = std::move(not_ready);
        }
        if (!ports.empty()) {
            subset["ports"] = ports_json(ports, false);
        }
        subsets.emplace_back(std::move(subset));
    }
    return subsets;
}

std::vector<SliceContent> slice_contents(const std::vector<Backend>& backends, std::size_t per_slice) {
    std::vector<SliceContent> slices;
    for (const auto& [ports, group] : by_ports(backends)) {
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (i % per_slice == 0) {
                slices.push_back(SliceContent{{}, ports_json(ports, true)});
            }
            slices.back().endpoints.push_back(endpoint_of(*group[i]));
        }
    }
    if (slices.empty()) {
        slices.emplace_back();  // a Service always has a slice, even an empty one
    }
    return slices;
}

}  // namespace flotilla::cluster::controllers

#include "flotilla/cluster/apiserver/selection/selectable_fields.hpp"

#include <array>

namespace flotilla::cluster {

namespace {

struct Row {
    std::string_view resource;  // as it is stored
    std::string_view field;
    std::string_view path;
    std::string_view absent = "";
};

constexpr std::array kRows{
    Row{"pods", "spec.nodeName", "spec.nodeName"},
    Row{"pods", "spec.restartPolicy", "spec.restartPolicy"},
    Row{"pods", "spec.schedulerName", "spec.schedulerName"},
    Row{"pods", "spec.serviceAccountName", "spec.serviceAccountName"},
    Row{"pods", "spec.hostNetwork", "spec.hostNetwork", "false"},
    Row{"pods", "status.phase", "status.phase"},
    Row{"pods", "status.podIP", "status.podIP"},
    Row{"pods", "status.podIPs", "status.podIPs.0.ip"},
    Row{"pods", "status.nominatedNodeName", "status.nominatedNodeName"},
    Row{"nodes", "spec.unschedulable", "spec.unschedulable", "false"},
    Row{"namespaces", "status.phase", "status.phase"},
    Row{"secrets", "type", "type"},
    Row{"services", "spec.clusterIP", "spec.clusterIP"},
    Row{"services", "spec.type", "spec.type"},
    Row{"replicationcontrollers", "status.replicas", "status.replicas", "0"},
    Row{"replicasets.apps", "status.replicas", "status.replicas", "0"},
    Row{"jobs.batch", "status.successful", "status.succeeded", "0"},
    Row{"certificatesigningrequests.certificates.k8s.io", "spec.signerName", "spec.signerName"},
    Row{"events.events.k8s.io", "involvedObject.kind", "regarding.kind"},
    Row{"events.events.k8s.io", "involvedObject.namespace", "regarding.namespace"},
    Row{"events.events.k8s.io", "involvedObject.name", "regarding.name"},
    Row{"events.events.k8s.io", "involvedObject.uid", "regarding.uid"},
    Row{"events.events.k8s.io", "involvedObject.apiVersion", "regarding.apiVersion"},
    Row{"events.events.k8s.io", "involvedObject.resourceVersion", "regarding.resourceVersion"},
    Row{"events.events.k8s.io", "involvedObject.fieldPath", "regarding.fieldPath"},
    Row{"events.events.k8s.io", "regarding.kind", "regarding.kind"},
    Row{"events.events.k8s.io", "regarding.namespace", "regarding.namespace"},
    Row{"events.events.k8s.io", "regarding.name", "regarding.name"},
    Row{"events.events.k8s.io", "regarding.uid", "regarding.uid"},
    Row{"events.events.k8s.io", "reason", "reason"},
    Row{"events.events.k8s.io", "reportingComponent", "reportingController"},
    Row{"events.events.k8s.io", "reportingController", "reportingController"},
    Row{"events.events.k8s.io", "source", "deprecatedSource.component"},
    Row{"events.events.k8s.io", "type", "type"},
};

}  // namespace

std::optional<SelectableField> selectable_field(const Resource& resource, std::string_view field) {
    if (field == "metadata.name" || (field == "metadata.namespace" && resource.type.namespaced)) {
        return SelectableField{std::string{field}};
    }
    if (resource.collection == nullptr) {
        return std::nullopt;
    }
    for (const Row& row : kRows) {
        if (row.resource == resource.collection->resource() && row.field == field) {
            return SelectableField{std::string{row.path}, std::string{row.absent}};
        }
    }
    if (resource.is_custom()) {
        for (const std::string& path : resource.custom->selectable_fields) {
            if (path.substr(path.starts_with('.') ? 1 : 0) == field) {
                return SelectableField{std::string{field}};
            }
        }
    }
    return std::nullopt;
}

}  // namespace flotilla::cluster

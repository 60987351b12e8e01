#include "flotilla/cluster/apiserver/registry/traits.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace flotilla::cluster {

namespace {

constexpr std::array<std::string_view, 26> kCountsGeneration{
    "pods",
    "podtemplates",
    "replicationcontrollers",
    "daemonsets.apps",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "cronjobs.batch",
    "jobs.batch",
    "ingresses.networking.k8s.io",
    "networkpolicies.networking.k8s.io",
    "ingressclasses.networking.k8s.io",
    "poddisruptionbudgets.policy",
    "endpointslices.discovery.k8s.io",
    "priorityclasses.scheduling.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingadmissionpolicies.admissionregistration.k8s.io",
    "validatingadmissionpolicybindings.admissionregistration.k8s.io",
    "flowschemas.flowcontrol.apiserver.k8s.io",
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
    "resourceslices.resource.k8s.io",
    "deviceclasses.resource.k8s.io",
    "ipaddresses.networking.k8s.io",
    "servicecidrs.networking.k8s.io",
};

constexpr std::array<std::string_view, 10> kCreatesOnUpdate{
    "leases.coordination.k8s.io",
    "events.events.k8s.io",
    "events",
    "limitranges",
    "endpoints",
    "roles.rbac.authorization.k8s.io",
    "rolebindings.rbac.authorization.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
    "services",
};

constexpr std::array<std::string_view, 11> kNeedsVersion{
    "leases.coordination.k8s.io",
    "poddisruptionbudgets.policy",
    "customresourcedefinitions.apiextensions.k8s.io",
    "apiservices.apiregistration.k8s.io",
    "volumeattachments.storage.k8s.io",
    "csinodes.storage.k8s.io",
    "runtimeclasses.node.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingadmissionpolicies.admissionregistration.k8s.io",
    "validatingadmissionpolicybindings.admissionregistration.k8s.io",
};

constexpr std::array<std::string_view, 10> kAnswersDeleteWithObject{
    "pods",
    "podtemplates",
    "services",
    "serviceaccounts",
    "resourcequotas",
    "persistentvolumeclaims",
    "persistentvolumes",
    "storageclasses.storage.k8s.io",
    "volumeattachments.storage.k8s.io",
    "csidrivers.storage.k8s.io",
};

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

ResourceTraits builtin_traits(std::string_view group_resource) {
    ResourceTraits traits;
    traits.counts_generation = contains(kCountsGeneration, group_resource);
    traits.creates_on_update = contains(kCreatesOnUpdate, group_resource);
    traits.updates_unconditionally = !contains(kNeedsVersion, group_resource);
    traits.answers_delete_with_object = contains(kAnswersDeleteWithObject, group_resource);
    traits.orphans_by_default = group_resource == "jobs.batch" || group_resource == "replicationcontrollers";
    return traits;
}

ResourceTraits custom_traits() {
    ResourceTraits traits;
    traits.counts_generation = true;
    traits.updates_unconditionally = false;
    return traits;
}

}  // namespace flotilla::cluster

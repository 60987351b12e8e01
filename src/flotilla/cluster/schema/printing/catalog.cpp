#include <map>

#include "flotilla/cluster/schema/printing/printer.hpp"

namespace flotilla::cluster::printing {
namespace {

/// "Ready", "Age", "IP*" (only wide), "Replicas#" (a number), "Containers*".
std::vector<TableColumn> columns(std::initializer_list<std::string_view> marked) {
    std::vector<TableColumn> result{{"Name", "string", "name", "Name must be unique within a namespace.", 0}};
    for (std::string_view name : marked) {
        TableColumn column{"", "string", "", "", 0};
        for (; name.ends_with('*') || name.ends_with('#'); name.remove_suffix(1)) {
            column.priority = name.ends_with('*') ? 1 : column.priority;
            column.type = name.ends_with('#') ? "integer" : column.type;
        }
        column.name = name;
        result.push_back(std::move(column));
    }
    return result;
}

std::vector<TableColumn> event_columns() {
    std::vector<TableColumn> result = columns(
        {"Last Seen", "Type", "Reason", "Object", "Subobject*", "Source*", "Message", "First Seen*", "Count#*"
        }
    );
    TableColumn name = result.front();
    name.priority = 1;
    result.erase(result.begin());
    result.push_back(std::move(name));
    return result;
}

std::vector<TableColumn> created_columns() {
    std::vector<TableColumn> result = columns({"Created At"});
    result.back().type = "date";
    return result;
}

using Catalog = std::map<GroupVersionKind, Printer>;

void add_workloads(Catalog& catalog) {
    catalog[{"", "v1", "Pod"}] = {
        columns({"Ready", "Status", "Restarts", "Age", "IP*", "Node*", "Nominated Node*", "Readiness Gates*"}
        ),
        pod_cells
    };
    catalog[{"", "v1", "ReplicationController"}] = {
        columns({"Desired#", "Current#", "Ready#", "Age", "Containers*", "Images*", "Selector*"}),
        replication_controller_cells
    };
    catalog[{"apps", "v1", "Deployment"}] = {
        columns({"Ready", "Up-to-date#", "Available#", "Age", "Containers*", "Images*", "Selector*"}),
        deployment_cells
    };
    catalog[{"apps", "v1", "ReplicaSet"}] = {
        columns({"Desired#", "Current#", "Ready#", "Age", "Containers*", "Images*", "Selector*"}),
        replica_set_cells
    };
    catalog[{"apps", "v1", "StatefulSet"}] = {
        columns({"Ready", "Age", "Containers*", "Images*"}), stateful_set_cells
    };
    catalog[{"apps", "v1", "DaemonSet"}] = {
        columns(
            {"Desired#",
             "Current#",
             "Ready#",
             "Up-to-date#",
             "Available#",
             "Node Selector",
             "Age",
             "Containers*",
             "Images*",
             "Selector*"}
        ),
        daemon_set_cells
    };
    catalog[{"apps", "v1", "ControllerRevision"}] = {
        columns({"Controller", "Revision#", "Age"}), controller_revision_cells
    };
    catalog[{"batch", "v1", "Job"}] = {
        columns({"Status", "Completions", "Duration", "Age", "Containers*", "Images*", "Selector*"}),
        job_cells
    };
    catalog[{"batch", "v1", "CronJob"}] = {
        columns(
            {"Schedule",
             "Timezone",
             "Suspend",
             "Active#",
             "Last Schedule",
             "Age",
             "Containers*",
             "Images*",
             "Selector*"}
        ),
        cron_job_cells
    };
    const std::vector<TableColumn> autoscaler =
        columns({"Reference", "Targets", "MinPods", "MaxPods#", "Replicas#", "Age"});
    catalog[{"autoscaling", "v1", "HorizontalPodAutoscaler"}] = {autoscaler, old_autoscaler_cells};
    catalog[{"autoscaling", "v2", "HorizontalPodAutoscaler"}] = {autoscaler, autoscaler_cells};
    catalog[{"policy", "v1", "PodDisruptionBudget"}] = {
        columns({"Min Available", "Max Unavailable", "Allowed Disruptions#", "Age"}), disruption_budget_cells
    };
}

void add_network(Catalog& catalog) {
    catalog[{"", "v1", "Service"}] = {
        columns({"Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector*"}), service_cells
    };
    catalog[{"", "v1", "Endpoints"}] = {columns({"Endpoints", "Age"}), endpoints_cells};
    catalog[{"discovery.k8s.io", "v1", "EndpointSlice"}] = {
        columns({"AddressType", "Ports", "Endpoints", "Age"}), endpoint_slice_cells
    };
    catalog[{"networking.k8s.io", "v1", "Ingress"}] = {
        columns({"Class", "Hosts", "Address", "Ports", "Age"}), ingress_cells
    };
    catalog[{"networking.k8s.io", "v1", "IngressClass"}] = {
        columns({"Controller", "Parameters", "Age"}), ingress_class_cells
    };
    catalog[{"networking.k8s.io", "v1", "NetworkPolicy"}] = {
        columns({"Pod-Selector", "Age"}), network_policy_cells
    };
}

void add_cluster(Catalog& catalog) {
    catalog[{"", "v1", "Node"}] = {
        columns(
            {"Status",
             "Roles",
             "Age",
             "Version",
             "Internal-IP*",
             "External-IP*",
             "OS-Image*",
             "Kernel-Version*",
             "Container-Runtime*"}
        ),
        node_cells
    };
    catalog[{"", "v1", "Namespace"}] = {columns({"Status", "Age"}), namespace_cells};
    catalog[{"", "v1", "Event"}] = {event_columns(), event_cells};
    catalog[{"events.k8s.io", "v1", "Event"}] = {event_columns(), new_event_cells};
    catalog[{"", "v1", "ConfigMap"}] = {columns({"Data", "Age"}), config_map_cells};
    catalog[{"", "v1", "Secret"}] = {columns({"Type", "Data", "Age"}), secret_cells};
    catalog[{"", "v1", "ServiceAccount"}] = {columns({"Secrets#", "Age"}), service_account_cells};
    catalog[{"coordination.k8s.io", "v1", "Lease"}] = {columns({"Holder", "Age"}), lease_cells};
    catalog[{"scheduling.k8s.io", "v1", "PriorityClass"}] = {
        columns({"Value#", "Global-Default", "Age", "PreemptionPolicy"}), priority_class_cells
    };
    catalog[{"node.k8s.io", "v1", "RuntimeClass"}] = {columns({"Handler", "Age"}), runtime_class_cells};
    for (const char* kind : {"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"}) {
        catalog[{"admissionregistration.k8s.io", "v1", kind}] = {
            columns({"Webhooks#", "Age"}), webhook_configuration_cells
        };
    }
    catalog[{"apiregistration.k8s.io", "v1", "APIService"}] = {
        columns({"Service", "Available", "Age"}), api_service_cells
    };
}

void add_access_and_storage(Catalog& catalog) {
    for (const char* kind : {"Role", "ClusterRole"}) {
        catalog[{"rbac.authorization.k8s.io", "v1", kind}] = {created_columns(), role_cells};
    }
    for (const char* kind : {"RoleBinding", "ClusterRoleBinding"}) {
        catalog[{"rbac.authorization.k8s.io", "v1", kind}] = {
            columns({"Role", "Age", "Users*", "Groups*", "ServiceAccounts*"}), role_binding_cells
        };
    }
    catalog[{"storage.k8s.io", "v1", "StorageClass"}] = {
        columns({"Provisioner", "ReclaimPolicy", "VolumeBindingMode", "AllowVolumeExpansion", "Age"}),
        storage_class_cells
    };
    catalog[{"", "v1", "PersistentVolumeClaim"}] = {
        columns(
            {"Status",
             "Volume",
             "Capacity",
             "Access Modes",
             "StorageClass",
             "VolumeAttributesClass",
             "Age",
             "VolumeMode*"}
        ),
        volume_claim_cells
    };
    catalog[{"", "v1", "PersistentVolume"}] = {
        columns(
            {"Capacity",
             "Access Modes",
             "Reclaim Policy",
             "Status",
             "Claim",
             "StorageClass",
             "VolumeAttributesClass",
             "Reason",
             "Age",
             "VolumeMode*"}
        ),
        volume_cells
    };
}

Catalog make_catalog() {
    Catalog catalog;
    add_workloads(catalog);
    add_network(catalog);
    add_cluster(catalog);
    add_access_and_storage(catalog);
    return catalog;
}

}  // namespace

const Printer& printer_of(const GroupVersionKind& kind) {
    static const Catalog kCatalog = make_catalog();
    static const Printer kOther{created_columns(), created_cells};
    const auto found = kCatalog.find(kind);
    return found == kCatalog.end() ? kOther : found->second;
}

}  // namespace flotilla::cluster::printing

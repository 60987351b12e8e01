#include "flotilla/cluster/controllers/engine/world.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr std::string_view kByController = "controller";
constexpr std::string_view kByNode = "node";
constexpr std::string_view kOrphans = "orphans";

DocumentView view_document(const kube::Json& json) {
    return DocumentView{view_object(json), json};
}

template <class View>
std::vector<std::string> controller_uid_of(const Seen<View>& seen) {
    if (const kube::OwnerReference* owner = seen.view.controller()) {
        return {owner->uid};
    }
    return {};
}

std::vector<std::string> namespace_of_orphan(const Seen<PodView>& seen) {
    if (seen.view.controller() != nullptr) {
        return {};
    }
    return {seen.view.key.namespace_};
}

std::vector<std::string> node_of(const Seen<PodView>& seen) {
    if (seen.view.node.empty()) {
        return {};
    }
    return {seen.view.node};
}

}  // namespace

World::World()
    : pods(pods_type(), view_pod),
      replica_sets(replica_sets_type(), view_replica_set),
      nodes(nodes_type(), view_node),
      deployments(deployments_type(), view_document),
      services(services_type(), view_document),
      endpoints(endpoints_type(), view_document),
      endpoint_slices(endpoint_slices_type(), view_document),
      namespaces(namespaces_type(), view_document),
      leases(leases_type(), view_document),
      disruption_budgets(disruption_budgets_type(), view_document),
      stateful_sets(stateful_sets_type(), view_document),
      daemon_sets(daemon_sets_type(), view_document),
      jobs(jobs_type(), view_document),
      service_accounts(service_accounts_type(), view_object),
      config_maps(config_maps_type(), view_object) {
    pods.objects().add_index(std::string{kByController}, controller_uid_of<PodView>);
    pods.objects().add_index(std::string{kByNode}, node_of);
    pods.objects().add_index(std::string{kOrphans}, namespace_of_orphan);
    replica_sets.objects().add_index(std::string{kByController}, controller_uid_of<ReplicaSetView>);
    for (ShelfBase* shelf : std::initializer_list<ShelfBase*>{
             &pods,
             &replica_sets,
             &nodes,
             &deployments,
             &services,
             &endpoints,
             &endpoint_slices,
             &namespaces,
             &leases,
             &disruption_budgets,
             &stateful_sets,
             &daemon_sets,
             &jobs,
             &service_accounts,
             &config_maps
         }) {
        enter(*shelf);
    }
}

void World::enter(ShelfBase& shelf) {
    by_resource_.emplace(shelf.type().collection_path(), &shelf);
    for (const auto& listener : listeners_) {
        listener(shelf);
    }
}

std::vector<SeenPtr<PodView>> World::pods_of(std::string_view controller_uid) const {
    return pods.objects().by_index(kByController, controller_uid);
}

std::vector<SeenPtr<PodView>> World::pods_on(std::string_view node) const {
    return pods.objects().by_index(kByNode, node);
}

std::vector<SeenPtr<PodView>> World::orphan_pods(std::string_view namespace_) const {
    return pods.objects().by_index(kOrphans, namespace_);
}

std::vector<SeenPtr<ReplicaSetView>> World::replica_sets_of(std::string_view controller_uid) const {
    return replica_sets.objects().by_index(kByController, controller_uid);
}

ShelfBase* World::shelf(std::string_view collection_path) const {
    const auto found = by_resource_.find(std::string{collection_path});
    return found == by_resource_.end() ? nullptr : found->second;
}

ShelfBase& World::add(const kube::ResourceType& type) {
    if (ShelfBase* known = shelf(type.collection_path())) {
        return *known;
    }
    additional_.push_back(std::make_unique<Shelf<ObjectView>>(type, view_object));
    enter(*additional_.back());
    return *additional_.back();
}

void World::on_shelf(std::function<void(ShelfBase&)> listener) {
    for (const auto& [path, shelf] : by_resource_) {
        listener(*shelf);
    }
    listeners_.push_back(std::move(listener));
}

#define FLOTILLA_RESOURCE(function, group, version, plural, kind, namespaced)            \
    const kube::ResourceType& function() {                                               \
        static const kube::ResourceType kType{group, version, plural, kind, namespaced}; \
        return kType;                                                                    \
    }
FLOTILLA_RESOURCE(pods_type, "", "v1", "pods", "Pod", true)
FLOTILLA_RESOURCE(replica_sets_type, "apps", "v1", "replicasets", "ReplicaSet", true)
FLOTILLA_RESOURCE(nodes_type, "", "v1", "nodes", "Node", false)
FLOTILLA_RESOURCE(deployments_type, "apps", "v1", "deployments", "Deployment", true)
FLOTILLA_RESOURCE(services_type, "", "v1", "services", "Service", true)
FLOTILLA_RESOURCE(endpoints_type, "", "v1", "endpoints", "Endpoints", true)
FLOTILLA_RESOURCE(endpoint_slices_type, "discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true)
FLOTILLA_RESOURCE(namespaces_type, "", "v1", "namespaces", "Namespace", false)
FLOTILLA_RESOURCE(leases_type, "coordination.k8s.io", "v1", "leases", "Lease", true)
FLOTILLA_RESOURCE(
    disruption_budgets_type, "policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true
)
FLOTILLA_RESOURCE(stateful_sets_type, "apps", "v1", "statefulsets", "StatefulSet", true)
FLOTILLA_RESOURCE(daemon_sets_type, "apps", "v1", "daemonsets", "DaemonSet", true)
FLOTILLA_RESOURCE(jobs_type, "batch", "v1", "jobs", "Job", true)
FLOTILLA_RESOURCE(service_accounts_type, "", "v1", "serviceaccounts", "ServiceAccount", true)
FLOTILLA_RESOURCE(config_maps_type, "", "v1", "configmaps", "ConfigMap", true)
#undef FLOTILLA_RESOURCE

}  // namespace flotilla::cluster::controllers

#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/controllers/engine/shelf.hpp"

namespace flotilla::cluster::controllers {

/// What the built-in controllers know of the cluster: one shelf a resource, each watched and read once for
/// all of them.
class World {
public:
    World();

    Shelf<PodView> pods;
    Shelf<ReplicaSetView> replica_sets;
    Shelf<NodeView> nodes;
    Shelf<DocumentView> deployments;
    Shelf<DocumentView> services;
    Shelf<DocumentView> endpoints;
    Shelf<DocumentView> endpoint_slices;
    Shelf<DocumentView> namespaces;
    Shelf<DocumentView> leases;
    Shelf<DocumentView> disruption_budgets;
    Shelf<DocumentView> stateful_sets;
    Shelf<DocumentView> daemon_sets;
    Shelf<DocumentView> jobs;
    Shelf<ObjectView> service_accounts;
    Shelf<ObjectView> config_maps;

    /// Pods with that controller, sorted by name.
    [[nodiscard]] std::vector<SeenPtr<PodView>> pods_of(std::string_view controller_uid) const;
    /// Pods on that node.
    [[nodiscard]] std::vector<SeenPtr<PodView>> pods_on(std::string_view node) const;
    /// Pods of that namespace without a controller.
    [[nodiscard]] std::vector<SeenPtr<PodView>> orphan_pods(std::string_view namespace_) const;
    /// ReplicaSets with that controller.
    [[nodiscard]] std::vector<SeenPtr<ReplicaSetView>> replica_sets_of(std::string_view controller_uid) const;

    /// Every shelf, the additional ones too, by resource.
    [[nodiscard]] const std::map<std::string, ShelfBase*>& shelves() const { return by_resource_; }
    /// The shelf of that resource, by the path of its collection ("/apis/apps/v1/deployments"); null when
    /// there is none.
    [[nodiscard]] ShelfBase* shelf(std::string_view collection_path) const;
    /// A shelf for a resource that has none of its own: metadata only.
    ShelfBase& add(const kube::ResourceType& type);
    /// Calls back for every shelf that there is and that will be.
    void on_shelf(std::function<void(ShelfBase&)> listener);

private:
    void enter(ShelfBase& shelf);

    std::map<std::string, ShelfBase*> by_resource_;
    std::vector<std::unique_ptr<Shelf<ObjectView>>> additional_;
    std::vector<std::function<void(ShelfBase&)>> listeners_;
};

// The resources of the built-in controllers.
const kube::ResourceType& pods_type();
const kube::ResourceType& replica_sets_type();
const kube::ResourceType& nodes_type();
const kube::ResourceType& deployments_type();
const kube::ResourceType& services_type();
const kube::ResourceType& endpoints_type();
const kube::ResourceType& endpoint_slices_type();
const kube::ResourceType& namespaces_type();
const kube::ResourceType& leases_type();
const kube::ResourceType& disruption_budgets_type();
const kube::ResourceType& stateful_sets_type();
const kube::ResourceType& daemon_sets_type();
const kube::ResourceType& jobs_type();
const kube::ResourceType& service_accounts_type();
const kube::ResourceType& config_maps_type();

}  // namespace flotilla::cluster::controllers

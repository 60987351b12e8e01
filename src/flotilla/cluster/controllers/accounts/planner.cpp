#include "flotilla/cluster/controllers/accounts/planner.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr std::string_view kAccount = "default";
constexpr std::string_view kConfigMap = "kube-root-ca.crt";

}  // namespace

void AccountPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.namespaces.on_change([enqueue](const DocumentView* before, const DocumentView* after) {
        if (before == nullptr && after != nullptr) {
            enqueue(after->key, Duration{0});
        }
    });
    const auto on_delete = [enqueue](std::string_view name) {
        return [enqueue, name](const ObjectView* before, const ObjectView* after) {
            if (after == nullptr && before->key.name == name) {
                enqueue({"", before->key.namespace_}, Duration{0});
            }
        };
    };
    world.service_accounts.on_any_change(on_delete(kAccount));
    world.config_maps.on_any_change(on_delete(kConfigMap));
}

Plan AccountPlanner::plan(const kube::ObjectKey& key, Instant /*now*/) {
    const auto home = world_->namespaces.find(key);
    if (!home || home->view.is_deleting()) {
        return {};
    }
    Plan plan;
    if (!world_->service_accounts.find({key.name, std::string{kAccount}})) {
        kube::JsonObject metadata{{"name", kAccount}, {"namespace", key.name}};
        kube::JsonObject account{
            {"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", std::move(metadata)}
        };
        plan.changes.push_back(create(service_accounts_type(), key.name, std::move(account)));
    }
    if (!world_->config_maps.find({key.name, std::string{kConfigMap}})) {
        kube::JsonObject annotations{
            {"kubernetes.io/description",
             "Contains the CA certificate that clients in pods verify the API server with."}
        };
        kube::JsonObject metadata{
            {"name", kConfigMap}, {"namespace", key.name}, {"annotations", std::move(annotations)}
        };
        kube::JsonObject data{{"ca.crt", root_certificate_}};
        kube::JsonObject map{
            {"apiVersion", "v1"},
            {"kind", "ConfigMap"},
            {"metadata", std::move(metadata)},
            {"data", std::move(data)}
        };
        plan.changes.push_back(create(config_maps_type(), key.name, std::move(map)));
    }
    return plan;
}

}  // namespace flotilla::cluster::controllers

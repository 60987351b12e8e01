#include "flotilla/cluster/controllers/pod_collection/planner.hpp"

namespace flotilla::cluster::controllers {
namespace {

/// A node that registers again within this time keeps its pods.
constexpr Duration kQuarantine = std::chrono::seconds{40};

}  // namespace

void PodCollectionPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.pods.on_change([&world, enqueue](const PodView* before, const PodView* after) {
        const bool is_bound =
            after != nullptr && !after->node.empty() && (before == nullptr || before->node != after->node);
        if (is_bound && !world.nodes.find({"", after->node})) {
            enqueue(after->key, kQuarantine);
        }
    });
    world.nodes.on_change([&world, enqueue](const NodeView* before, const NodeView* after) {
        if (after != nullptr) {
            return;
        }
        for (const auto& pod : world.pods_on(before->key.name)) {
            enqueue(pod->view.key, kQuarantine);
        }
    });
}

Plan PodCollectionPlanner::plan(const kube::ObjectKey& key, Instant /*now*/) {
    Plan plan;
    const auto pod = world_->pods.find(key);
    if (!pod || pod->view.node.empty() || world_->nodes.find({"", pod->view.node})) {
        return plan;
    }
    Change removal = remove(pods_type(), key, pod->view.uid);
    removal.grace_seconds = 0;
    plan.changes.push_back(std::move(removal));
    return plan;
}

}  // namespace flotilla::cluster::controllers

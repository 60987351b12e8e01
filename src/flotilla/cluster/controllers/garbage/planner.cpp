#include "flotilla/cluster/controllers/garbage/planner.hpp"

#include <algorithm>

#include "flotilla/cluster/controllers/engine/ownership.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr std::string_view kForeground = "foregroundDeletion";
constexpr std::string_view kOrphan = "orphan";

GarbageNode node_of(const ObjectView& object, const std::string& resource) {
    GarbageNode node{object.uid, resource, object.key.namespace_, object.key.name, {}};
    for (const kube::OwnerReference& owner : object.owners) {
        node.owners.push_back(OwnerLink{owner.uid, owner.block_owner_deletion.value_or(false)});
    }
    node.is_deleting = object.is_deleting();
    node.has_foreground_finalizer = object.has_finalizer(kForeground);
    node.has_orphan_finalizer = object.has_finalizer(kOrphan);
    return node;
}

/// The object without that finalizer.
Change without_finalizer(
    const kube::ResourceType& type, const ObjectView& object, std::string_view finalizer
) {
    kube::JsonArray kept;
    for (const std::string& each : object.finalizers) {
        if (each != finalizer) {
            kept.emplace_back(each);
        }
    }
    kube::JsonObject metadata{{"uid", object.uid}, {"finalizers", std::move(kept)}};
    return patch(type, object.key, kube::JsonObject{{"metadata", std::move(metadata)}});
}

}  // namespace

void GarbagePlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    enqueue_ = std::move(enqueue);
    world.on_shelf([this](ShelfBase& shelf) { follow(shelf); });
}

void GarbagePlanner::follow(ShelfBase& shelf) {
    const auto look = [this](const std::set<std::string>& uids) {
        for (const std::string& uid : uids) {
            const GarbageNode* node = graph_.find(uid);
            if (node != nullptr && (node->is_deleting || !node->owners.empty())) {
                enqueue_({"", uid}, Duration{0});
            }
        }
    };
    const std::string resource = shelf.type().collection_path();
    shelf.on_any_change([this, look, resource](const ObjectView* before, const ObjectView* after) {
        if (after == nullptr || (before != nullptr && before->uid != after->uid)) {
            look(graph_.remove(before->uid));
        }
        if (after != nullptr) {
            look(graph_.put(node_of(*after, resource)));
        }
    });
}

bool GarbagePlanner::has_seen_everything() const {
    return std::ranges::all_of(world_->shelves(), [](const auto& entry) {
        return entry.second->is_synced();
    });
}

Plan GarbagePlanner::plan(const kube::ObjectKey& key, Instant /*now*/) {
    Plan plan;
    const std::vector<GarbageAction> actions = graph_.plan(key.name);
    if (actions.empty()) {
        return plan;
    }
    if (!has_seen_everything()) {  // an owner may be among what is still to come
        plan.recheck_after(std::chrono::seconds{1});
        return plan;
    }
    for (const GarbageAction& action : actions) {
        const GarbageNode* node = graph_.find(action.uid);
        const ShelfBase* shelf = world_->shelf(node->resource);
        const ObjectView* object = shelf->metadata({node->ns, node->name});
        if (object != nullptr && object->uid == action.uid) {
            plan.changes.push_back(carry_out(action));
        }
    }
    return plan;
}

Change GarbagePlanner::carry_out(const GarbageAction& action) const {
    const GarbageNode& node = *graph_.find(action.uid);
    const ShelfBase& shelf = *world_->shelf(node.resource);
    const ObjectView& object = *shelf.metadata({node.ns, node.name});
    switch (action.kind) {
        case GarbageAction::Kind::DropOwners:
            return drop_owners(shelf.type(), object, action.owners);
        case GarbageAction::Kind::ReleaseForeground:
            return without_finalizer(shelf.type(), object, kForeground);
        case GarbageAction::Kind::ReleaseOrphan:
            return without_finalizer(shelf.type(), object, kOrphan);
        case GarbageAction::Kind::Delete:
        case GarbageAction::Kind::DeleteForeground:
            break;
    }
    Change change = remove(shelf.type(), object.key, object.uid);
    change.propagation = action.kind == GarbageAction::Kind::Delete ? Change::Propagation::Background
                                                                    : Change::Propagation::Foreground;
    return change;
}

}  // namespace flotilla::cluster::controllers

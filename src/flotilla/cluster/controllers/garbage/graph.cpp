#include "flotilla/cluster/controllers/garbage/graph.hpp"

#include <algorithm>
#include <utility>

namespace flotilla::cluster::controllers {

void OwnerGraph::link(const GarbageNode& node) {
    for (const OwnerLink& owner : node.owners) {
        dependents_[owner.uid].insert(node.uid);
    }
}

void OwnerGraph::unlink(const GarbageNode& node) {
    for (const OwnerLink& owner : node.owners) {
        const auto entry = dependents_.find(owner.uid);
        if (entry == dependents_.end()) {
            continue;  // the same owner twice
        }
        entry->second.erase(node.uid);
        if (entry->second.empty()) {
            dependents_.erase(entry);
        }
    }
}

const OwnerGraph::Uids& OwnerGraph::dependents_of(const std::string& uid) const {
    static const Uids kNone;
    const auto entry = dependents_.find(uid);
    return entry == dependents_.end() ? kNone : entry->second;
}

std::set<std::string> OwnerGraph::put(GarbageNode node) {
    Uids affected{node.uid};
    if (const GarbageNode* before = find(node.uid)) {
        if (*before == node) {
            return {};
        }
        for (const OwnerLink& owner : before->owners) {
            affected.insert(owner.uid);
        }
        unlink(*before);
    }
    link(node);
    for (const OwnerLink& owner : node.owners) {
        affected.insert(owner.uid);
    }
    if (node.is_deleting) {  // its dependents may have to go now
        const Uids& dependents = dependents_of(node.uid);
        affected.insert(dependents.begin(), dependents.end());
    }
    std::string uid = node.uid;
    nodes_.insert_or_assign(std::move(uid), std::move(node));
    std::erase_if(affected, [this](const std::string& each) { return !nodes_.contains(each); });
    return affected;
}

std::set<std::string> OwnerGraph::remove(const std::string& uid) {
    const auto known = nodes_.find(uid);
    if (known == nodes_.end()) {
        return {};
    }
    Uids affected;
    for (const OwnerLink& owner : known->second.owners) {
        if (nodes_.contains(owner.uid)) {
            affected.insert(owner.uid);
        }
    }
    unlink(known->second);
    nodes_.erase(known);
    const Uids& orphans = dependents_of(uid);
    affected.insert(orphans.begin(), orphans.end());
    return affected;
}

const GarbageNode* OwnerGraph::find(const std::string& uid) const {
    const auto found = nodes_.find(uid);
    return found == nodes_.end() ? nullptr : &found->second;
}

bool OwnerGraph::is_owner(const std::string& uid, const GarbageNode& dependent) const {
    const GarbageNode* owner = find(uid);
    return owner != nullptr && (owner->ns.empty() || owner->ns == dependent.ns);
}

std::vector<GarbageAction> OwnerGraph::plan_deleting(const GarbageNode& node) const {
    const Uids& dependents = dependents_of(node.uid);
    if (node.has_orphan_finalizer) {
        std::vector<GarbageAction> actions;
        for (const std::string& dependent : dependents) {
            actions.push_back(GarbageAction{GarbageAction::Kind::DropOwners, dependent, {node.uid}});
        }
        if (actions.empty()) {
            actions.push_back(GarbageAction{GarbageAction::Kind::ReleaseOrphan, node.uid, {}});
        }
        return actions;
    }
    if (!node.has_foreground_finalizer) {
        return {};
    }
    const bool is_blocked = std::ranges::any_of(dependents, [&](const std::string& uid) {
        return std::ranges::any_of(find(uid)->owners, [&](const OwnerLink& owner) {
            return owner.uid == node.uid && owner.blocks_deletion;
        });
    });
    if (is_blocked) {
        return {};
    }
    return {GarbageAction{GarbageAction::Kind::ReleaseForeground, node.uid, {}}};
}

std::vector<GarbageAction> OwnerGraph::plan(const std::string& uid) const {
    const GarbageNode* node = find(uid);
    if (node == nullptr) {
        return {};
    }
    if (node->is_deleting) {
        return plan_deleting(*node);
    }
    if (node->owners.empty()) {
        return {};
    }
    std::vector<std::string> gone;
    std::vector<std::string> waiting;  // owners that are deleted in the foreground and wait for this one
    bool is_owned = false;
    for (const OwnerLink& link : node->owners) {
        if (!is_owner(link.uid, *node)) {
            gone.push_back(link.uid);
            continue;
        }
        const GarbageNode* owner = find(link.uid);
        if (owner->is_deleting && owner->has_foreground_finalizer) {
            waiting.push_back(link.uid);
        } else {
            is_owned = true;
        }
    }
    if (is_owned) {
        gone.insert(gone.end(), waiting.begin(), waiting.end());
        if (gone.empty()) {
            return {};
        }
        return {GarbageAction{GarbageAction::Kind::DropOwners, uid, std::move(gone)}};
    }
    const bool in_foreground = !waiting.empty() && !dependents_of(uid).empty();
    return {GarbageAction{
        in_foreground ? GarbageAction::Kind::DeleteForeground : GarbageAction::Kind::Delete, uid, {}
    }};
}

}  // namespace flotilla::cluster::controllers

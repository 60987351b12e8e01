#include "flotilla/cluster/controllers/engine/ownership.hpp"

#include <algorithm>

namespace flotilla::cluster::controllers {
namespace {

kube::Json to_json_value(const kube::OwnerReference& owner) {
    kube::JsonObject json{
        {"apiVersion", owner.api_version}, {"kind", owner.kind}, {"name", owner.name}, {"uid", owner.uid}
    };
    if (owner.controller) {
        json["controller"] = *owner.controller;
    }
    if (owner.block_owner_deletion) {
        json["blockOwnerDeletion"] = *owner.block_owner_deletion;
    }
    return json;
}

Change patch_owners(const kube::ResourceType& type, const ObjectView& object, kube::JsonArray owners) {
    kube::JsonObject metadata{{"uid", object.uid}, {"ownerReferences", std::move(owners)}};
    return patch(type, object.key, kube::JsonObject{{"metadata", std::move(metadata)}});
}

}  // namespace

kube::Json owner_reference(const kube::ResourceType& type, const ObjectView& owner) {
    return to_json_value(
        kube::OwnerReference{type.api_version(), type.kind, owner.key.name, owner.uid, true, true}
    );
}

Claim claim(const ObjectView& object, const ObjectView& owner, const kube::LabelSelector& selector) {
    const kube::OwnerReference* controller = object.controller();
    const bool matches = selector.matches(object.labels);
    if (controller != nullptr) {
        if (controller->uid != owner.uid) {
            return Claim::None;
        }
        return matches || owner.is_deleting() ? Claim::Owned : Claim::Release;
    }
    return matches && !object.is_deleting() && !owner.is_deleting() ? Claim::Adopt : Claim::None;
}

Change adopt(
    const kube::ResourceType& type,
    const ObjectView& object,
    const kube::ResourceType& owner_type,
    const ObjectView& owner
) {
    kube::JsonArray owners;
    for (const kube::OwnerReference& each : object.owners) {
        owners.push_back(to_json_value(each));
    }
    owners.push_back(owner_reference(owner_type, owner));
    return patch_owners(type, object, std::move(owners));
}

Change release(const kube::ResourceType& type, const ObjectView& object, const std::string& owner_uid) {
    return drop_owners(type, object, {owner_uid});
}

Change drop_owners(
    const kube::ResourceType& type, const ObjectView& object, const std::vector<std::string>& uids
) {
    kube::JsonArray owners;
    for (const kube::OwnerReference& each : object.owners) {
        if (std::ranges::find(uids, each.uid) == uids.end()) {
            owners.push_back(to_json_value(each));
        }
    }
    return patch_owners(type, object, std::move(owners));
}

}  // namespace flotilla::cluster::controllers

#include "flotilla/controllers/group/deployment_cache.hpp"

#include <utility>

namespace flotilla::controllers::group {

const Deployment* DeploymentCache::find(const std::string& name) const {
    const auto found = deployments_.find(name);
    return found == deployments_.end() ? nullptr : &found->second;
}

void DeploymentCache::stage(const kube::SharedObject& object) {
    staged_.insert_or_assign(std::string{object->name()}, deployment_from(*object));
}

void DeploymentCache::commit_replace() {
    deployments_ = std::exchange(staged_, Deployments{});
    has_synced_ = true;
    changed_.notify_all();
}

void DeploymentCache::upsert(const kube::SharedObject& object) {
    deployments_.insert_or_assign(std::string{object->name()}, deployment_from(*object));
    changed_.notify_all();
}

void DeploymentCache::remove(const kube::SharedObject& last) {
    deployments_.erase(std::string{last->name()});
    changed_.notify_all();
}

}  // namespace flotilla::controllers::group

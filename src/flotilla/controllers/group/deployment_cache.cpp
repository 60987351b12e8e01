#include "flotilla/controllers/group/deployment_cache.hpp"

#include <utility>

namespace flotilla::controllers::group {

const Deployment* DeploymentCache::find(const std::string& name) const {
    const auto found = deployments_.find(name);
    return found == deployments_.end() ? nullptr : &found->second;
}

void DeploymentCache::put(Deployment deployment) {
    std::string name = deployment.name;
    deployments_.insert_or_assign(std::move(name), std::move(deployment));
    changed_.notify_all();
}

void DeploymentCache::erase(const std::string& name) {
    deployments_.erase(name);
    changed_.notify_all();
}

}  // namespace flotilla::controllers::group

#pragma once
#include <map>
#include <optional>
#include <string>

#include "flotilla/controllers/group/deployment.hpp"
#include "flotilla/io/signal.hpp"

namespace flotilla::controllers::group {

/// The Deployments of the namespace as they are now, kept up to date by whoever owns it.
class DeploymentCache {
public:
    DeploymentCache() = default;
    DeploymentCache(const DeploymentCache&) = delete;
    DeploymentCache& operator=(const DeploymentCache&) = delete;

    [[nodiscard]] const Deployments& all() const { return deployments_; }
    /// Nothing when there is none of that name.
    [[nodiscard]] const Deployment* find(const std::string& name) const;
    /// Told after every change.
    [[nodiscard]] io::Signal& changed() { return changed_; }

    void put(Deployment deployment);
    void erase(const std::string& name);

private:
    Deployments deployments_;
    io::Signal changed_;
};

}  // namespace flotilla::controllers::group

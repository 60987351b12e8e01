#pragma once
#include <optional>

#include "flotilla/cluster/controllers/deployment/spec.hpp"

namespace flotilla::cluster::controllers {

/// What has just been done to a rollout, for its condition Progressing.
enum class RolloutNews { None, CreatedSet, FoundSet };

/// The `status` that a Deployment should have now, as a whole.
/// @param news with the name of the set in `news_set`
kube::Json deployment_status(
    const kube::Json& deployment,
    const DeploymentSpec& spec,
    const OwnedSets& sets,
    WallTime now,
    RolloutNews news,
    std::string_view news_set
);

/// When the rollout will be late if nothing happens until then; nothing: it is complete, late already, or has
/// no deadline.
std::optional<WallTime> progress_deadline(const kube::Json& status, const DeploymentSpec& spec);

/// The rollout is done: all pods are of the current template, and available.
bool is_complete(const kube::Json& status, const DeploymentSpec& spec);

}  // namespace flotilla::cluster::controllers

#pragma once
#include <set>
#include <string>

#include "flotilla/cluster/controllers/engine/views.hpp"
#include "flotilla/cluster/node/options.hpp"
#include "flotilla/cluster/node/pod_machine.hpp"

namespace flotilla::cluster::node {

/// What will happen to the pod, from its spec, its annotations and the random stream of its name.
/// @param images on the node already; those of the pod are put there
PodScript script_of(
    const controllers::PodView& pod,
    const kube::Json& json,
    const NodeOptions& options,
    std::set<std::string>& images
);

}  // namespace flotilla::cluster::node

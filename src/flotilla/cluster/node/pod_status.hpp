#pragma once
#include <string>

#include "flotilla/cluster/node/pod_machine.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster::node {

/// Where a pod lives.
struct PodPlace {
    std::string ip;  ///< empty: not yet
    std::string host_ip;
};

/// The `status` that the kubelet reports: phase, conditions and container states as kubectl shows them.
/// Conditions of others stay.
kube::Json pod_status(const PodMachine& machine, const kube::Json& pod, const PodPlace& place, WallTime now);

}  // namespace flotilla::cluster::node

#pragma once
#include <map>
#include <optional>
#include <string>

#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/object_meta.hpp"
#include "flotilla/kube/api/resource_type.hpp"
#include "flotilla/model/scaling_group.hpp"

namespace flotilla::controllers::group {

/// apps/v1 deployments
const kube::ResourceType& deployment_resource();

/// What the operator needs to know of a Deployment.
struct Deployment {
    std::string name;
    std::string uid;
    kube::StringMap labels;
    kube::StringMap annotations;
    std::string pod_selector;  ///< as text; empty when it cannot be said as one
    model::Replicas current;   ///< of the spec
    model::Replicas existing;  ///< pods that there are
    model::Replicas ready;
    bool is_observed = false;  ///< its controller has seen the newest spec
    std::string failure;       ///< why pods cannot be made (ReplicaFailure); empty: they can
    bool is_deleting = false;

    /// Whether it has exactly the replicas that its spec says, all ready.
    [[nodiscard]] bool is_settled() const { return is_observed && ready == current && existing == current; }
    friend bool operator==(const Deployment&, const Deployment&) = default;
};

Deployment deployment_from(const kube::EncodedObject& object);

using Deployments = std::map<std::string, Deployment>;

/// A member of a group from a group file: the Deployment's annotations flotilla.dev/min, /max, /weight and
/// /calls (names joined by commas) win over `bounds`. InvalidArgument names the annotation.
Result<model::Member> member_from(const Deployment& deployment, const model::Bounds& bounds);

}  // namespace flotilla::controllers::group

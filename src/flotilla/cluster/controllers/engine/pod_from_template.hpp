#pragma once
#include <string>

#include "flotilla/cluster/controllers/engine/views.hpp"
#include "flotilla/kube/api/resource_type.hpp"

namespace flotilla::cluster::controllers {

/// A pod as `template` describes it, owned by `owner`. Its name is chosen by the server unless `name` says
/// it.
kube::Json pod_from_template(
    const kube::Json& pod_template,
    const kube::ResourceType& owner_type,
    const ObjectView& owner,
    std::string name = {}
);

}  // namespace flotilla::cluster::controllers

#pragma once
#include <string_view>

#include "flotilla/cluster/apiserver/registry/resource.hpp"

namespace flotilla::cluster {

/// The traits of a built-in resource, by "deployments.apps" or "pods".
ResourceTraits builtin_traits(std::string_view group_resource);

/// The traits of every custom resource.
ResourceTraits custom_traits();

}  // namespace flotilla::cluster

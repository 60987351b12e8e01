#pragma once
#include "flotilla/cluster/schema/schema_catalog.hpp"

namespace flotilla::cluster::detail {

/// Whether objects of a built-in kind live outside of namespaces.
bool is_cluster_scoped(const GroupVersionKind& kind);

}  // namespace flotilla::cluster::detail

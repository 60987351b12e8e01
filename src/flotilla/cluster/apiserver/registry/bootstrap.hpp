#pragma once
#include "flotilla/base/result.hpp"
#include "flotilla/cluster/apiserver/core.hpp"

namespace flotilla::cluster {

/// Puts what a new cluster has into the store, as far as it is not there yet.
Result<void> bootstrap(Core& core);

}  // namespace flotilla::cluster

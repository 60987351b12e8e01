#pragma once
#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

namespace flotilla::cluster {

/// The query options of a write: dryRun, fieldValidation, and force, which belongs to an apply alone. 422.
Outcome<void> check_write_options(const ApiRequest& request);

}  // namespace flotilla::cluster

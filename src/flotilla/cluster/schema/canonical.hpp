#pragma once
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// The one way in which a value is stored, of the several in which it may be written.
namespace flotilla::cluster {

/// Writes every quantity canonically: `1000m` and `1.0` become `1`. What is no quantity stays, for validation
/// to complain of. Twice is the same as once.
void canonicalize(const Schema& schema, kube::Json& object);

}  // namespace flotilla::cluster

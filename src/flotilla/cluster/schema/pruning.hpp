#pragma once
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// Taking away what a kind does not have.
namespace flotilla::cluster {

/// Removes every field that the schema does not know, except under `preserve_unknown`. The fields apiVersion,
/// kind and metadata of the root and of embedded resources stay. Twice is the same as once.
void prune(const Schema& schema, kube::Json& object);

/// Removes fields whose value is null and whose type has no null, as decoding into a Go struct does. Lists
/// keep nulls.
void drop_nulls(const Schema& schema, kube::Json& object);

}  // namespace flotilla::cluster

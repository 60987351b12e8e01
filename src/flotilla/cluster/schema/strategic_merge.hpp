#pragma once
#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// Strategic merge patch: a merge patch that knows which lists are maps.
namespace flotilla::cluster {

/// Applies `patch` to `original`, with the merge keys and strategies of `schema`, and the directives `$patch`
/// (delete, replace, merge), `$retainKeys`, `$deleteFromPrimitiveList/…` and `$setElementOrder/…`. Null
/// deletes a field. Fails with InvalidArgument: an element without its merge key, an unknown directive, a
/// directive of the wrong type.
Result<kube::Json> strategic_merge(const Schema& schema, kube::Json original, const kube::Json& patch);

}  // namespace flotilla::cluster

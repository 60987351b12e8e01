#pragma once
#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/detail/schema_arena.hpp"
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// A CustomResourceDefinition's openAPIV3Schema into a graph of schemas.
namespace flotilla::cluster::custom {

/// @param object_meta the metadata of every object; must outlive the result
/// The root gets apiVersion, kind and metadata. Fails with InvalidArgument for a pattern that is no regular
/// expression.
Result<const Schema*> read_schema(
    const kube::Json& source, const Schema& object_meta, detail::SchemaArena& arena
);

}  // namespace flotilla::cluster::custom

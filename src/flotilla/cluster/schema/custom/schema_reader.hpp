#pragma once
#include <string>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/detail/schema_arena.hpp"
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// A CustomResourceDefinition's openAPIV3Schema into a graph of schemas.
namespace flotilla::cluster::custom {

/// @param object_meta the metadata of every object; must outlive the result
/// @param ignored_rules gets the rules that our part of CEL lacks something for: they are not enforced
/// The root gets apiVersion, kind and metadata. Fails with InvalidArgument for a pattern or a rule that
/// cannot be read.
Result<const Schema*> read_schema(
    const kube::Json& source,
    const Schema& object_meta,
    detail::SchemaArena& arena,
    std::vector<std::string>& ignored_rules
);

}  // namespace flotilla::cluster::custom

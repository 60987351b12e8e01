#pragma once
#include <string_view>

#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// Filling in what was left out.
namespace flotilla::cluster {

/// By the tables of the built-in structs, from the root down: what Go always writes, then the API's defaults.
void apply_table_defaults(const Schema& schema, kube::Json& object);

/// Before the tables: objects that must be there for the tables to fill.
void apply_structure_defaults(std::string_view kind, kube::Json& object);

/// What the tables cannot say: image pull policies, requests from limits, names of a
/// CustomResourceDefinition, …
void apply_computed_defaults(std::string_view group, std::string_view kind, kube::Json& object);

/// By the `default` of a custom resource's schema, from the root down. A null where the schema has a default
/// and no null counts as left out.
void apply_schema_defaults(const Schema& schema, kube::Json& object);

}  // namespace flotilla::cluster

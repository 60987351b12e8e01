#pragma once
#include <map>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/detail/schema_arena.hpp"
#include "flotilla/cluster/schema/schema_catalog.hpp"

/// OpenAPI v2 definitions (the API's description as data) into a graph of schemas.
namespace flotilla::cluster::detail {

struct Definitions {
    std::map<GroupVersionKind, const Schema*> kinds;
    std::map<std::string_view, const Schema*> by_name;
};

/// Reads `{"definitions": {…}}`. Fails with Internal when it is not that.
Result<Definitions> read_definitions(std::string_view json_text, SchemaArena& arena);

}  // namespace flotilla::cluster::detail

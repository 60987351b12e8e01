#pragma once
#include <string>
#include <vector>

#include "flotilla/cluster/schema/field_set.hpp"
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// The algebra of server-side apply on objects: merging, taking paths away.
namespace flotilla::cluster::detail {

/// `live` with every field of `configuration` put in; lists with owned elements are merged in the order of
/// `configuration`.
kube::Json merge_configuration(const Schema* schema, const kube::Json& live, const kube::Json& configuration);

/// `object` without the paths of `doomed` and what is below them. What becomes empty by it is removed too.
kube::Json remove_fields(const Schema* schema, const kube::Json& object, const FieldSet& doomed);

/// The set with every struct field on the way to a member made a member itself.
FieldSet with_struct_fields(const Schema* schema, const FieldSet& set);

/// What keeps a configuration from being applied: elements of keyed lists without their keys, or twice.
/// `.spec.ports: duplicate entries for key [port=80,protocol="TCP"]`.
std::vector<std::string> list_mistakes(const Schema* schema, const kube::Json& configuration);

}  // namespace flotilla::cluster::detail

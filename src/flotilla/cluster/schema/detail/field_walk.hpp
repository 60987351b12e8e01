#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "flotilla/cluster/schema/field_set.hpp"
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// How field ownership sees a value: as one thing, as fields, or as elements. A null schema is a value of
/// unknown type, whose objects have fields and whose lists are one thing.
namespace flotilla::cluster::detail {

/// Whether an object's fields are owned one by one.
bool has_owned_fields(const Schema* schema);
/// Whether a list's elements are owned one by one.
bool has_owned_elements(const Schema* schema);

/// A named field of a struct, in contrast to the key of a map.
inline bool is_struct_field(const Schema* schema, std::string_view field) {
    return schema != nullptr && schema->named(field) != nullptr;
}

inline const Schema* child_schema(const Schema* schema, std::string_view field) {
    return schema == nullptr ? nullptr : schema->child(field);
}

/// The step to an element of a list with owned elements; or what is missing in it.
tl::expected<PathElement, std::string> element_step(const Schema& list, const kube::Json& element);

/// The elements of a list by their steps, in the list's order; elements without a step are left out, of equal
/// steps the first stays.
struct SteppedElement {
    PathElement step;
    const kube::Json* value = nullptr;
};
std::vector<SteppedElement> stepped_elements(const Schema& list, const kube::Json& value);

/// Equality that is quick when both were written in the same order.
bool same_json(const kube::Json& a, const kube::Json& b);

/// The schema of the value behind a step of a list or an object.
const Schema* step_schema(const Schema* schema, std::string_view step);

}  // namespace flotilla::cluster::detail

#include "flotilla/cluster/schema/detail/field_walk.hpp"

#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cluster/schema/builtin_rules.hpp"
#include "flotilla/cluster/schema/constraints.hpp"

namespace flotilla::cluster::detail {
namespace {

namespace json = boost::json;

/// What a list's key is taken for when the element leaves it out.
const kube::Json* default_of(const Schema* element, std::string_view field) {
    if (element == nullptr) {
        return nullptr;
    }
    if (element->rules != nullptr) {
        return element->rules->plain_default(field);
    }
    const Schema* schema = element->named(field);
    const bool has_default =
        schema != nullptr && schema->constraints != nullptr && schema->constraints->default_value;
    return has_default ? &*schema->constraints->default_value : nullptr;
}

bool same_object(const json::object& a, const json::object& b) {
    if (a.size() != b.size()) {
        return false;
    }
    auto other = b.begin();
    for (const auto& [name, value] : a) {
        const kube::Json* match = other->key() == name ? &other->value() : b.if_contains(name);
        if (match == nullptr || !same_json(value, *match)) {
            return false;
        }
        ++other;
    }
    return true;
}

bool same_array(const json::array& a, const json::array& b) {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!same_json(a[i], b[i])) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool has_owned_fields(const Schema* schema) {
    if (schema == nullptr) {
        return true;
    }
    const bool object =
        schema->shape == Shape::Object || schema->shape == Shape::Map || schema->shape == Shape::Any;
    return object && !schema->atomic_map;
}

bool has_owned_elements(const Schema* schema) {
    return schema != nullptr && schema->shape == Shape::List && schema->list_type != ListType::Atomic;
}

tl::expected<PathElement, std::string> element_step(const Schema& list, const kube::Json& element) {
    if (list.list_type == ListType::Set) {
        return value_element(element);
    }
    const json::object* fields = element.if_object();
    if (fields == nullptr) {
        return tl::unexpected{std::string{"associative list with keys may not have non-map elements"}};
    }
    std::vector<std::pair<std::string_view, const kube::Json*>> keys;
    for (const std::string_view key : list.list_keys) {
        const kube::Json* value = fields->if_contains(key);
        if (value == nullptr) {
            value = default_of(list.element, key);
        }
        if (value != nullptr) {
            keys.emplace_back(key, value);
        }
    }
    if (keys.empty()) {
        return tl::unexpected{fmt::format(
            "associative list with keys has an element that omits all key fields [\"{}\"] "
            "(and doesn't have default values for any key fields)",
            fmt::join(list.list_keys, "\" \"")
        )};
    }
    return key_element(std::move(keys));
}

std::vector<SteppedElement> stepped_elements(const Schema& list, const kube::Json& value) {
    std::vector<SteppedElement> result;
    const json::array* elements = value.if_array();
    if (elements == nullptr) {
        return result;
    }
    result.reserve(elements->size());
    std::unordered_set<std::string> seen;
    for (const kube::Json& element : *elements) {
        tl::expected<PathElement, std::string> step = element_step(list, element);
        if (step && seen.insert(*step).second) {
            result.push_back({std::move(*step), &element});
        }
    }
    return result;
}

bool same_json(const kube::Json& a, const kube::Json& b) {
    if (a.is_object() && b.is_object()) {
        return same_object(a.get_object(), b.get_object());
    }
    if (a.is_array() && b.is_array()) {
        return same_array(a.get_array(), b.get_array());
    }
    return a == b;
}

const Schema* step_schema(const Schema* schema, std::string_view step) {
    if (schema == nullptr || step.size() < 2) {
        return nullptr;
    }
    return step[0] == 'f' ? schema->child(step.substr(2)) : schema->element;
}

}  // namespace flotilla::cluster::detail

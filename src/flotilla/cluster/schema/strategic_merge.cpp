#include "flotilla/cluster/schema/strategic_merge.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>

#include "flotilla/cluster/schema/detail/list_order.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;
using detail::element_identity;

constexpr std::string_view kDirective = "$patch";
constexpr std::string_view kRetainKeys = "$retainKeys";
constexpr std::string_view kDeleteFromList = "$deleteFromPrimitiveList/";
constexpr std::string_view kSetElementOrder = "$setElementOrder/";

tl::unexpected<Error> refuse(std::string message) {
    return fail(ErrorCode::InvalidArgument, std::move(message));
}

template <class Predicate>
void erase_elements(json::array& elements, Predicate doomed) {
    elements.erase(std::remove_if(elements.begin(), elements.end(), doomed), elements.end());
}

/// A value to be taken as it is: without nulls in its objects and without anything that holds a directive.
/// Nothing when the value itself is one.
std::optional<kube::Json> plain_value(const kube::Json& patch) {
    if (const json::object* fields = patch.if_object()) {
        if (fields->contains(kDirective)) {
            return std::nullopt;
        }
        json::object result;
        for (const auto& [name, value] : *fields) {
            if (value.is_null()) {
                continue;
            }
            if (std::optional<kube::Json> kept = plain_value(value)) {
                result.emplace(name, std::move(*kept));
            }
        }
        return result;
    }
    const json::array* elements = patch.if_array();
    if (elements == nullptr) {
        return patch;
    }
    json::array result;
    for (const kube::Json& element : *elements) {
        if (std::optional<kube::Json> kept = plain_value(element)) {
            result.push_back(std::move(*kept));
        }
    }
    return result;
}

Result<std::vector<std::string>> identities(const json::array& elements, std::string_view merge_key) {
    std::vector<std::string> result;
    for (const kube::Json& element : elements) {
        std::optional<std::string> identity = element_identity(element, merge_key);
        if (!identity) {
            return refuse(fmt::format(
                "map: {} does not contain declared merge key: {}", json::serialize(element), merge_key
            ));
        }
        result.push_back(std::move(*identity));
    }
    return result;
}

Result<void> merge_object(const Schema* schema, json::object& original, const json::object& patch);

const Schema* child_of(const Schema* schema, std::string_view field) {
    return schema == nullptr ? nullptr : schema->child(field);
}

/// `$retainKeys: [a, b]`: every other field of the original goes.
Result<void> retain_keys(json::object& original, const json::object& patch) {
    const kube::Json* directive = patch.if_contains(kRetainKeys);
    if (directive == nullptr) {
        return {};
    }
    const json::array* keys = directive->if_array();
    if (keys == nullptr) {
        return refuse("invalid patch format of retainKeys");
    }
    const auto is_retained = [keys](std::string_view name) {
        for (const kube::Json& key : *keys) {
            if (key.is_string() && std::string_view{key.get_string()} == name) {
                return true;
            }
        }
        return false;
    };
    for (const auto& [name, value] : patch) {
        if (!value.is_null() && name != kRetainKeys && !name.starts_with(kDeleteFromList) &&
            !name.starts_with(kSetElementOrder) && !is_retained(name)) {
            return refuse("invalid patch format of retainKeys");
        }
    }
    for (auto entry = original.begin(); entry != original.end();) {
        entry = is_retained(entry->key()) ? entry + 1 : original.erase(entry);
    }
    return {};
}

/// The elements of the patch that are no directives; `$patch: delete` elements are carried out on the
/// original. Nothing when `$patch: replace` says that those elements are the whole new list.
struct SpecialElements {
    json::array plain;
    bool replace = false;
};

Result<SpecialElements> take_special_elements(
    json::array& original, const json::array& patch, std::string_view merge_key
) {
    SpecialElements result;
    std::unordered_set<std::string> deleted;
    for (const kube::Json& element : patch) {
        const json::object* fields = element.if_object();
        if (fields == nullptr) {
            return refuse("a list of objects was given an element that is no object");
        }
        const kube::Json* directive = fields->if_contains(kDirective);
        if (directive == nullptr) {
            result.plain.push_back(element);
        } else if (*directive == "replace") {
            result.replace = true;
        } else if (*directive == "delete") {
            FLOTILLA_TRY(std::vector<std::string> identity, identities({element}, merge_key));
            deleted.insert(std::move(identity.front()));
        } else if (*directive == "merge") {
            return refuse("merging lists cannot yet be specified in the patch");
        } else {
            return refuse(fmt::format(
                "unknown patch type: {} in map: {}", json::serialize(*directive), json::serialize(element)
            ));
        }
    }
    if (!deleted.empty()) {
        erase_elements(original, [&](const kube::Json& element) {
            const std::optional<std::string> identity = element_identity(element, merge_key);
            return identity && deleted.contains(*identity);
        });
    }
    return result;
}

Result<void> merge_elements(
    const Schema* element_schema, json::array& original, const json::array& patch, std::string_view merge_key
) {
    FLOTILLA_TRY(const std::vector<std::string> present, identities(original, merge_key));
    std::unordered_map<std::string, std::size_t> position;
    for (std::size_t i = 0; i < present.size(); ++i) {
        position.emplace(present[i], i);
    }
    FLOTILLA_TRY(const std::vector<std::string> wanted, identities(patch, merge_key));
    for (std::size_t i = 0; i < patch.size(); ++i) {
        const auto found = position.find(wanted[i]);
        if (found != position.end()) {
            FLOTILLA_CHECK(
                merge_object(element_schema, original[found->second].as_object(), patch[i].as_object())
            );
        } else if (std::optional<kube::Json> added = plain_value(patch[i])) {
            position.emplace(wanted[i], original.size());
            original.push_back(std::move(*added));
        }
    }
    return {};
}

void merge_primitives(json::array& original, const json::array& patch) {
    std::unordered_set<std::string> present;
    json::array merged;
    for (const json::array* source : {static_cast<const json::array*>(&original), &patch}) {
        for (const kube::Json& element : *source) {
            if (present.insert(json::serialize(element)).second) {
                merged.push_back(element);
            }
        }
    }
    original = std::move(merged);
}

bool holds_objects(const json::array& first, const json::array& second) {
    const json::array& elements = first.empty() ? second : first;
    return !elements.empty() && elements.front().is_object();
}

/// Merges a list whose strategy is merge. `order` is what `$setElementOrder` says, if anything.
Result<void> merge_list(
    const Schema& schema, json::array& original, const json::array& patch, const json::array* order
) {
    const bool objects = holds_objects(original, patch);
    const std::string_view merge_key = objects ? schema.patch.merge_key : std::string_view{};
    if (objects && merge_key.empty()) {
        return refuse(fmt::format("cannot merge lists without merge key for {}", schema.name));
    }
    FLOTILLA_TRY(const std::vector<std::string> server, identities(original, merge_key));
    json::array plain = patch;
    if (objects) {
        FLOTILLA_TRY(SpecialElements special, take_special_elements(original, patch, merge_key));
        if (special.replace) {
            original = std::move(special.plain);
            return {};
        }
        plain = std::move(special.plain);
        FLOTILLA_CHECK(merge_elements(schema.element, original, plain, merge_key));
    } else {
        merge_primitives(original, plain);
    }
    FLOTILLA_TRY(
        const std::vector<std::string> wanted, identities(order == nullptr ? plain : *order, merge_key)
    );
    original = detail::order_elements(std::move(original), wanted, server, merge_key);
    return {};
}

Result<void> delete_from_list(json::object& original, std::string_view field, const kube::Json& values) {
    const json::array* doomed = values.if_array();
    if (doomed == nullptr) {
        return refuse("invalid patch format of primitive list");
    }
    kube::Json* list = original.if_contains(field);
    if (list == nullptr || !list->is_array()) {
        return {};
    }
    std::unordered_set<std::string> identities_gone;
    for (const kube::Json& value : *doomed) {
        identities_gone.insert(json::serialize(value));
    }
    erase_elements(list->get_array(), [&](const kube::Json& element) {
        return identities_gone.contains(json::serialize(element));
    });
    return {};
}

/// `$setElementOrder/field` for a list that the patch has, or that it only reorders.
Result<void> set_element_order(
    const Schema* schema,
    json::object& original,
    const json::object& patch,
    std::string_view field,
    const kube::Json& directive
) {
    const json::array* order = directive.if_array();
    if (order == nullptr) {
        return refuse("invalid patch format of setElementOrder list");
    }
    const kube::Json* changes = patch.if_contains(field);
    if (changes != nullptr && !changes->is_array()) {
        return refuse(fmt::format("a list was expected in {}", field));
    }
    kube::Json* present = original.if_contains(field);
    if (present == nullptr && changes == nullptr) {
        return {};
    }
    if (present == nullptr || !present->is_array()) {
        present = &original.insert_or_assign(field, json::array{}).first->value();
    }
    const Schema* list = child_of(schema, field);
    if (list == nullptr || !list->patch.merge) {
        if (changes != nullptr) {
            *present = plain_value(*changes).value_or(json::array{});
        }
        return {};
    }
    static const json::array kNoChanges;
    return merge_list(
        *list, present->get_array(), changes == nullptr ? kNoChanges : changes->get_array(), order
    );
}

Result<void> merge_field(
    const Schema* schema, json::object& original, std::string_view field, const kube::Json& patch
) {
    if (patch.is_null()) {
        original.erase(field);
        return {};
    }
    const Schema* child = child_of(schema, field);
    kube::Json* present = original.if_contains(field);
    const bool same_type = present != nullptr && present->kind() == patch.kind();
    if (same_type && patch.is_object()) {
        if (child == nullptr || !child->patch.replace) {
            return merge_object(child, present->get_object(), patch.get_object());
        }
        *present = patch;
        return {};
    }
    if (same_type && patch.is_array() && child != nullptr && child->patch.merge) {
        return merge_list(*child, present->get_array(), patch.get_array(), nullptr);
    }
    if (same_type && patch.is_array()) {
        *present = patch;
        return {};
    }
    if (std::optional<kube::Json> value = plain_value(patch)) {
        original.insert_or_assign(field, std::move(*value));
    } else {
        original.erase(field);
    }
    return {};
}

Result<void> merge_object(const Schema* schema, json::object& original, const json::object& patch) {
    if (const kube::Json* directive = patch.if_contains(kDirective)) {
        if (*directive == "replace") {
            original = patch;
            original.erase(kDirective);
        } else if (*directive == "delete") {
            original.clear();
        } else {
            return refuse(fmt::format(
                "unknown patch type: {} in map: {}", json::serialize(*directive), json::serialize(patch)
            ));
        }
        return {};
    }
    FLOTILLA_CHECK(retain_keys(original, patch));
    std::unordered_set<std::string_view> done;
    for (const auto& [name, value] : patch) {
        const std::string_view key = name;
        if (key.starts_with(kDeleteFromList)) {
            FLOTILLA_CHECK(delete_from_list(original, key.substr(kDeleteFromList.size()), value));
        }
    }
    for (const auto& [name, value] : patch) {
        const std::string_view key = name;
        if (key.starts_with(kSetElementOrder)) {
            const std::string_view field = key.substr(kSetElementOrder.size());
            FLOTILLA_CHECK(set_element_order(schema, original, patch, field, value));
            done.insert(field);
        }
    }
    for (const auto& [name, value] : patch) {
        const std::string_view key = name;
        const bool directive =
            key == kRetainKeys || key.starts_with(kDeleteFromList) || key.starts_with(kSetElementOrder);
        if (!directive && !done.contains(key)) {
            FLOTILLA_CHECK(merge_field(schema, original, key, value));
        }
    }
    return {};
}

}  // namespace

Result<kube::Json> strategic_merge(const Schema& schema, kube::Json original, const kube::Json& patch) {
    if (!original.is_object() || !patch.is_object()) {
        return refuse("a strategic merge patch is an object and is applied to an object");
    }
    FLOTILLA_CHECK(merge_object(&schema, original.get_object(), patch.get_object()));
    return original;
}

}  // namespace flotilla::cluster

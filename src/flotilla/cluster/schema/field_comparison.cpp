#include <utility>

#include "flotilla/cluster/schema/detail/field_walk.hpp"
#include "flotilla/cluster/schema/field_ownership.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the walk is this file's vocabulary

/// What happened to the value at a path itself.
enum class Change { None, Modified, Added, Removed };

struct Outcome {
    Change own = Change::None;
    FieldComparison below;
};

Outcome compare(const Schema* schema, const kube::Json* before, const kube::Json* after);

void add(FieldComparison& into, PathElement step, Outcome outcome) {
    into.modified.add(step, outcome.own == Change::Modified, std::move(outcome.below.modified));
    into.added.add(step, outcome.own == Change::Added, std::move(outcome.below.added));
    into.removed.add(std::move(step), outcome.own == Change::Removed, std::move(outcome.below.removed));
}

Outcome compare_whole(const kube::Json* before, const kube::Json* after) {
    if (before == nullptr) {
        return {Change::Added, {}};
    }
    if (after == nullptr) {
        return {Change::Removed, {}};
    }
    return {same_json(*before, *after) ? Change::None : Change::Modified, {}};
}

void compare_fields_of(
    const Schema* schema, const json::object* before, const json::object* after, FieldComparison& into
) {
    if (before != nullptr) {
        for (const auto& [name, value] : *before) {
            const kube::Json* other = after == nullptr ? nullptr : after->if_contains(name);
            if (other == nullptr || !same_json(value, *other)) {
                add(into, field_element(name), compare(child_schema(schema, name), &value, other));
            }
        }
    }
    if (after != nullptr) {
        for (const auto& [name, value] : *after) {
            if (before == nullptr || !before->contains(name)) {
                add(into, field_element(name), compare(child_schema(schema, name), nullptr, &value));
            }
        }
    }
}

const kube::Json* find_step(
    const std::vector<SteppedElement>& elements, std::size_t hint, const PathElement& step
) {
    if (hint < elements.size() && elements[hint].step == step) {
        return elements[hint].value;
    }
    for (const SteppedElement& element : elements) {
        if (element.step == step) {
            return element.value;
        }
    }
    return nullptr;
}

void compare_elements_of(
    const Schema& schema, const kube::Json& before, const kube::Json& after, FieldComparison& into
) {
    const std::vector<SteppedElement> left = stepped_elements(schema, before);
    const std::vector<SteppedElement> right = stepped_elements(schema, after);
    for (std::size_t i = 0; i < left.size(); ++i) {
        const kube::Json* other = find_step(right, i, left[i].step);
        if (other == nullptr || !same_json(*left[i].value, *other)) {
            add(into, left[i].step, compare(schema.element, left[i].value, other));
        }
    }
    for (std::size_t i = 0; i < right.size(); ++i) {
        if (find_step(left, i, right[i].step) == nullptr) {
            add(into, right[i].step, compare(schema.element, nullptr, right[i].value));
        }
    }
}

bool is_nothing(const kube::Json* value) {
    return value == nullptr || value->is_null() || (value->is_object() && value->get_object().empty()) ||
           (value->is_array() && value->get_array().empty());
}

template <class Type>
bool fits(const kube::Json* value, const Type* (kube::Json::*as)() const noexcept) {
    return value == nullptr || value->is_null() || (value->*as)() != nullptr;
}

Outcome compare(const Schema* schema, const kube::Json* before, const kube::Json* after) {
    if (is_nothing(before) && is_nothing(after)) {
        return compare_whole(before, after);  // keeps empty and absent apart
    }
    const bool objects = fits<json::object>(before, &kube::Json::if_object) &&
                         fits<json::object>(after, &kube::Json::if_object);
    const bool lists =
        fits<json::array>(before, &kube::Json::if_array) && fits<json::array>(after, &kube::Json::if_array);
    Outcome outcome;
    if (objects && has_owned_fields(schema)) {
        compare_fields_of(
            schema,
            before == nullptr ? nullptr : before->if_object(),
            after == nullptr ? nullptr : after->if_object(),
            outcome.below
        );
    } else if (lists && has_owned_elements(schema)) {
        static const kube::Json kNothing;
        compare_elements_of(
            *schema,
            before == nullptr ? kNothing : *before,
            after == nullptr ? kNothing : *after,
            outcome.below
        );
    } else {
        return compare_whole(before, after);
    }
    if (before == nullptr) {
        outcome.own = Change::Added;
    } else if (after == nullptr) {
        outcome.own = Change::Removed;
    }
    return outcome;
}

struct Extracted {
    bool own = false;
    FieldSet below;
};

Extracted extract(const Schema* schema, const kube::Json& value) {
    Extracted result;
    if (value.is_null()) {
        return result;
    }
    if (value.is_object() && has_owned_fields(schema)) {
        for (const auto& [name, child] : value.get_object()) {
            Extracted below = extract(child_schema(schema, name), child);
            const bool empty = child.is_null() || (child.is_object() && child.get_object().empty());
            const bool own = below.own || empty || !is_struct_field(schema, name);
            result.below.add(field_element(name), own, std::move(below.below));
        }
    } else if (value.is_array() && has_owned_elements(schema)) {
        for (SteppedElement& element : stepped_elements(*schema, value)) {
            Extracted below = extract(schema->element, *element.value);
            result.below.add(std::move(element.step), true, std::move(below.below));
        }
    } else {
        result.own = true;
    }
    return result;
}

}  // namespace

FieldSet field_set_of(const Schema& schema, const kube::Json& object) {
    return extract(&schema, object).below;
}

FieldComparison compare_fields(const Schema& schema, const kube::Json& before, const kube::Json& after) {
    return compare(&schema, &before, &after).below;
}

}  // namespace flotilla::cluster

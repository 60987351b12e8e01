#include "flotilla/cluster/schema/defaulting.hpp"

#include <algorithm>

#include "flotilla/cluster/schema/builtin_rules.hpp"
#include "flotilla/cluster/schema/constraints.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

bool is_left_out(const kube::Json* value) {
    if (value == nullptr || value->is_null()) {
        return true;
    }
    if (const json::array* list = value->if_array()) {
        return list->empty();
    }
    const json::string* text = value->if_string();
    return text != nullptr && text->empty();
}

bool is_zero(const kube::Json* value) {
    return is_left_out(value) || (value->is_int64() && value->get_int64() == 0);
}

bool holds(const std::vector<NamedValue>& conditions, const json::object& object) {
    return std::ranges::all_of(conditions, [&](const NamedValue& condition) {
        const kube::Json* value = object.if_contains(condition.name);
        return condition.value.is_null() ? value == nullptr || value->is_null()
                                         : value != nullptr && *value == condition.value;
    });
}

json::object* descend(json::object& object, const std::vector<std::string>& path) {
    json::object* current = &object;
    for (const std::string& step : path) {
        kube::Json* next = current->if_contains(step);
        current = next == nullptr ? nullptr : next->if_object();
        if (current == nullptr) {
            return nullptr;
        }
    }
    return current;
}

void apply_rule(const DefaultRule& rule, json::object& root) {
    json::object* object = descend(root, rule.at);
    if (object == nullptr || !holds(rule.when, *object)) {
        return;
    }
    for (const NamedValue& entry : rule.set) {
        if (is_left_out(object->if_contains(entry.name))) {
            (*object)[entry.name] = entry.value;
        }
    }
    for (const NamedValue& entry : rule.nonzero) {
        if (is_zero(object->if_contains(entry.name))) {
            (*object)[entry.name] = entry.value;
        }
    }
    for (const auto& [to, from] : rule.copy) {
        const kube::Json* source = object->if_contains(from);
        if (source != nullptr && is_zero(object->if_contains(to))) {
            const kube::Json copied = *source;
            (*object)[to] = copied;
        }
    }
}

void apply_rules(const BuiltinRules& rules, json::object& object) {
    for (const NamedValue& zero : rules.zeros) {
        if (!object.contains(zero.name)) {
            object.emplace(zero.name, zero.value);
        }
    }
    for (const DefaultRule& rule : rules.defaults) {
        apply_rule(rule, object);
    }
}

template <class Visit>
void for_each_child(const Schema& schema, kube::Json& value, Visit visit) {
    if (json::object* object = value.if_object()) {
        for (auto& [name, child] : *object) {
            const Schema* known = schema.child(name);
            if (known != nullptr && child.is_structured()) {
                visit(*known, child);
            }
        }
    } else if (json::array* list = value.if_array(); list != nullptr && schema.element != nullptr) {
        for (kube::Json& element : *list) {
            if (element.is_structured()) {
                visit(*schema.element, element);
            }
        }
    }
}

}  // namespace

void apply_table_defaults(const Schema& schema, kube::Json& object) {
    if (schema.shape == Shape::Any) {
        return;
    }
    if (schema.rules != nullptr && object.is_object()) {
        apply_rules(*schema.rules, object.get_object());
    }
    for_each_child(schema, object, [](const Schema& child, kube::Json& value) {
        apply_table_defaults(child, value);
    });
}

void apply_schema_defaults(const Schema& schema, kube::Json& object) {
    if (json::object* fields = object.if_object()) {
        for (const SchemaField& field : schema.fields) {
            const Constraints* constraints = field.schema->constraints;
            if (constraints == nullptr || !constraints->default_value) {
                continue;
            }
            kube::Json* value = fields->if_contains(field.name);
            if (value == nullptr) {
                fields->emplace(field.name, *constraints->default_value);
            } else if (value->is_null() && !field.schema->nullable) {
                *value = *constraints->default_value;
            }
        }
    }
    for_each_child(schema, object, [](const Schema& child, kube::Json& value) {
        apply_schema_defaults(child, value);
    });
}

}  // namespace flotilla::cluster

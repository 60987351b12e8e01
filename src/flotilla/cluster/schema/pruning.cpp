#include "flotilla/cluster/schema/pruning.hpp"

#include <string_view>
#include <vector>

namespace flotilla::cluster {
namespace {

bool is_envelope(std::string_view field) {
    return field == "apiVersion" || field == "kind" || field == "metadata";
}

void prune_value(const Schema& schema, kube::Json& value, bool is_resource);

void prune_object(const Schema& schema, boost::json::object& object, bool is_resource) {
    for (auto entry = object.begin(); entry != object.end();) {
        const std::string_view name = entry->key();
        const Schema* known = schema.child(name);
        if (known != nullptr) {
            prune_value(*known, entry->value(), known->embedded_resource);
        } else if (!schema.preserve_unknown && !(is_resource && is_envelope(name))) {
            entry = object.erase(entry);
            continue;
        }
        ++entry;
    }
}

void prune_value(const Schema& schema, kube::Json& value, bool is_resource) {
    if (boost::json::object* object = value.if_object()) {
        if (schema.shape == Shape::Object || schema.shape == Shape::Map) {
            prune_object(schema, *object, is_resource);
        }
        return;
    }
    boost::json::array* elements = value.if_array();
    if (elements == nullptr || schema.shape != Shape::List || schema.element == nullptr) {
        return;
    }
    for (kube::Json& element : *elements) {
        prune_value(*schema.element, element, schema.element->embedded_resource);
    }
}

}  // namespace

void prune(const Schema& schema, kube::Json& object) {
    prune_value(schema, object, true);
}

void drop_nulls(const Schema& schema, kube::Json& object) {
    if (boost::json::object* fields = object.if_object()) {
        if (schema.shape != Shape::Object && schema.shape != Shape::Map) {
            return;
        }
        for (auto entry = fields->begin(); entry != fields->end();) {
            const Schema* known = schema.child(entry->key());
            if (entry->value().is_null() && known != nullptr && !known->nullable &&
                known->shape != Shape::Any) {
                entry = fields->erase(entry);
                continue;
            }
            if (known != nullptr) {
                drop_nulls(*known, entry->value());
            }
            ++entry;
        }
        return;
    }
    boost::json::array* elements = object.if_array();
    if (elements != nullptr && schema.shape == Shape::List && schema.element != nullptr) {
        for (kube::Json& element : *elements) {
            drop_nulls(*schema.element, element);
        }
    }
}

}  // namespace flotilla::cluster

#include "flotilla/resources/schema.hpp"

namespace flotilla::resources::schema {
namespace {

Json described(std::string_view type, std::string_view description) {
    return JsonObject{{"type", type}, {"description", description}};
}

}  // namespace

Json text(std::string_view description) {
    return described("string", description);
}

Json object_name(std::string_view description) {
    Json schema = with(text(description), "minLength", 1);
    schema = with(std::move(schema), "maxLength", 253);
    return with(std::move(schema), "pattern", "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$");
}

Json choice(std::string_view description, std::initializer_list<std::string_view> values) {
    kube::JsonArray names;
    for (const std::string_view value : values) {
        names.emplace_back(value);
    }
    return with(text(description), "enum", std::move(names));
}

Json integer(std::string_view description, Range range) {
    Json schema = with(described("integer", description), "format", "int32");
    if (range.minimum) {
        schema = with(std::move(schema), "minimum", *range.minimum);
    }
    if (range.maximum) {
        schema = with(std::move(schema), "maximum", *range.maximum);
    }
    return schema;
}

Json positive_number(std::string_view description) {
    Json schema = with(described("number", description), "minimum", 0);
    return with(std::move(schema), "exclusiveMinimum", true);
}

Json boolean(std::string_view description) {
    return described("boolean", description);
}

Json date_time(std::string_view description) {
    return with(text(description), "format", "date-time");
}

Json object(std::string_view description, std::initializer_list<Property> properties) {
    JsonObject fields;
    kube::JsonArray required;
    for (const Property& property : properties) {
        fields.emplace(property.name, property.schema);
        if (property.is_required) {
            required.emplace_back(property.name);
        }
    }
    Json schema = described("object", description);
    if (!required.empty()) {
        schema = with(std::move(schema), "required", std::move(required));
    }
    return with(std::move(schema), "properties", std::move(fields));
}

Json map_of(std::string_view description, Json values) {
    return with(described("object", description), "additionalProperties", std::move(values));
}

Json list_of(std::string_view description, Json items) {
    return with(described("array", description), "items", std::move(items));
}

Json list_by(std::string_view key, std::string_view description, Json items) {
    Json schema = with(list_of(description, std::move(items)), "x-kubernetes-list-type", "map");
    return with(std::move(schema), "x-kubernetes-list-map-keys", kube::JsonArray{key});
}

Json with_default(Json schema, Json value) {
    return with(std::move(schema), "default", std::move(value));
}

Json with(Json schema, std::string_view keyword, Json value) {
    schema.as_object()[keyword] = std::move(value);
    return schema;
}

Json conditions() {
    return list_by(
        "type",
        "What holds of the object now.",
        object(
            "One statement about the object.",
            {
                {"type", text("What it is about, such as Ready."), true},
                {"status", choice("Whether it holds.", {"True", "False", "Unknown"}), true},
                {"reason", text("One word that says why."), true},
                {"message", text("A sentence for people."), true},
                {"lastTransitionTime", date_time("When status last changed."), true},
                {"observedGeneration",
                 with(described("integer", "The generation it speaks of."), "format", "int64")},
            }
        )
    );
}

}  // namespace flotilla::resources::schema

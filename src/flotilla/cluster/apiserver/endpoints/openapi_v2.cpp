#include "flotilla/cluster/apiserver/endpoints/openapi_v2.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "flotilla/kube/protobuf/wire.hpp"

namespace flotilla::cluster {

namespace {

namespace json = boost::json;
namespace wire = kube::protobuf;

constexpr std::string_view kOldRoot = "#/components/schemas/";
constexpr std::string_view kNewRoot = "#/definitions/";

// --- version 3 to version 2 ---

json::object to_v2(const json::object& schema);

void take_reference(const json::object& from, json::object& to) {
    if (const kube::Json* reference = from.if_contains("$ref");
        reference != nullptr && reference->is_string()) {
        std::string text{kube::text_of(reference->get_string())};
        if (text.starts_with(kOldRoot)) {
            text.replace(0, kOldRoot.size(), kNewRoot);
        }
        to["$ref"] = text;
    }
}

json::object all_to_v2(const json::object& schemas) {
    json::object changed;
    for (const auto& [name, schema] : schemas) {
        changed.emplace(name, schema.is_object() ? kube::Json(to_v2(schema.get_object())) : schema);
    }
    return changed;
}

json::object to_v2(const json::object& schema) {
    json::object changed;
    for (const auto& [name, value] : schema) {
        if (name == "properties" && value.is_object()) {
            changed.emplace(name, all_to_v2(value.get_object()));
        } else if ((name == "items" || name == "additionalProperties") && value.is_object()) {
            changed.emplace(name, to_v2(value.get_object()));
        } else if (name == "oneOf") {
            changed.emplace("type", "string");
            changed.emplace("format", "int-or-string");
        } else if (name == "allOf" && value.is_array() && !value.get_array().empty()) {
            take_reference(value.get_array().front().as_object(), changed);
        } else if (name != "$ref" && name != "nullable") {
            changed.emplace(name, value);
        }
    }
    take_reference(schema, changed);
    return changed;
}

json::object parameter_to_v2(const kube::Json& parameter) {
    json::object changed{{"type", "string"}, {"uniqueItems", true}};
    changed["name"] = *kube::find(parameter, {"name"});
    changed["in"] = *kube::find(parameter, {"in"});
    return changed;
}

json::object operation_to_v2(const json::object& operation) {
    json::object changed;
    for (const auto& [name, value] : operation) {
        if (name == "parameters") {
            json::array parameters;
            for (const kube::Json& parameter : value.as_array()) {
                parameters.emplace_back(parameter_to_v2(parameter));
            }
            changed.emplace(name, std::move(parameters));
        } else if (name == "responses") {
            const kube::Json* schema = kube::find(value, {"200", "content", "application/json", "schema"});
            json::object answer{{"description", "OK"}};
            if (schema != nullptr) {
                answer.emplace("schema", to_v2(schema->as_object()));
            }
            changed.emplace(name, json::object{{"200", std::move(answer)}});
        } else {
            changed.emplace(name, value);
        }
    }
    return changed;
}

// --- version 2 to protobuf ---

using Writer = std::function<void(std::string&, const kube::Json&)>;

void write_message(std::string& out, std::uint32_t number, const kube::Json& value, const Writer& write) {
    std::string inner;
    write(inner, value);
    wire::append_bytes_field(out, number, inner);
}

void write_text(std::string& out, std::uint32_t number, const kube::Json& value) {
    if (value.is_string()) {
        wire::append_bytes_field(out, number, kube::text_of(value.get_string()));
    }
}

/// openapi.v2.Any: YAML text, of which JSON is a part.
void write_any(std::string& out, const kube::Json& value) {
    constexpr std::uint32_t kYaml = 2;
    wire::append_bytes_field(out, kYaml, kube::to_json(value));
}

/// A Named… message: a name and a value.
void write_named(
    std::string& out,
    std::uint32_t number,
    std::string_view name,
    const kube::Json& value,
    const Writer& write
) {
    std::string inner;
    wire::append_bytes_field(inner, 1, name);
    write_message(inner, 2, value, write);
    wire::append_bytes_field(out, number, inner);
}

void write_all_named(std::string& out, std::uint32_t number, const kube::Json& values, const Writer& write) {
    for (const auto& [name, value] : values.as_object()) {
        write_named(out, number, name, value, write);
    }
}

void write_schema(std::string& out, const kube::Json& schema);

struct SchemaField {
    std::string_view name;
    std::uint32_t number;
    enum class Form {
        Text,
        Double,
        Integer,
        Bool,
        Texts,
        Anys,
        Any,
        Additional,
        Type,
        Items,
        Properties
    } form;
};

constexpr std::array<SchemaField, 20> kSchemaFields{{
    {"$ref", 1, SchemaField::Form::Text},
    {"format", 2, SchemaField::Form::Text},
    {"description", 4, SchemaField::Form::Text},
    {"default", 5, SchemaField::Form::Any},
    {"multipleOf", 6, SchemaField::Form::Double},
    {"maximum", 7, SchemaField::Form::Double},
    {"minimum", 9, SchemaField::Form::Double},
    {"maxLength", 11, SchemaField::Form::Integer},
    {"minLength", 12, SchemaField::Form::Integer},
    {"pattern", 13, SchemaField::Form::Text},
    {"maxItems", 14, SchemaField::Form::Integer},
    {"minItems", 15, SchemaField::Form::Integer},
    {"maxProperties", 17, SchemaField::Form::Integer},
    {"minProperties", 18, SchemaField::Form::Integer},
    {"required", 19, SchemaField::Form::Texts},
    {"enum", 20, SchemaField::Form::Anys},
    {"additionalProperties", 21, SchemaField::Form::Additional},
    {"type", 22, SchemaField::Form::Type},
    {"items", 23, SchemaField::Form::Items},
    {"properties", 25, SchemaField::Form::Properties},
}};

void write_list(std::string& out, std::uint32_t number, const kube::Json& values, bool as_texts) {
    for (const kube::Json& value : values.as_array()) {
        as_texts ? write_text(out, number, value) : write_message(out, number, value, write_any);
    }
}

void write_schema_field(std::string& out, const SchemaField& field, const kube::Json& value) {
    using Form = SchemaField::Form;
    const auto inside = [&](std::uint32_t inner) {
        write_message(out, field.number, value, [inner](std::string& text, const kube::Json& schema) {
            write_message(text, inner, schema, write_schema);
        });
    };
    switch (field.form) {
        case Form::Text:
            return write_text(out, field.number, value);
        case Form::Double:
            return wire::append_double_field(out, field.number, value.to_number<double>());
        case Form::Integer:
            return wire::append_varint_field(out, field.number, value.to_number<std::uint64_t>());
        case Form::Bool:
            return wire::append_varint_field(out, field.number, value.as_bool() ? 1 : 0);
        case Form::Texts:
            return write_list(out, field.number, value, true);
        case Form::Anys:
            return write_list(out, field.number, value, false);
        case Form::Any:
            return write_message(out, field.number, value, write_any);
        case Form::Additional:
        case Form::Items:
            return inside(1);
        case Form::Type:
            return write_message(out, field.number, value, [](std::string& text, const kube::Json& type) {
                write_text(text, 1, type);
            });
        case Form::Properties:
            return write_message(
                out,
                field.number,
                value,
                [](std::string& text, const kube::Json& properties) {
                    write_all_named(text, 1, properties, write_schema);
                }
            );
    }
}

void write_extensions(std::string& out, std::uint32_t number, const json::object& object) {
    for (const auto& [name, value] : object) {
        if (name.starts_with("x-")) {
            write_named(out, number, name, value, write_any);
        }
    }
}

void write_schema(std::string& out, const kube::Json& schema) {
    if (!schema.is_object()) {
        return;
    }
    const json::object& object = schema.get_object();
    for (const SchemaField& field : kSchemaFields) {
        if (const kube::Json* value = object.if_contains(field.name)) {
            write_schema_field(out, field, *value);
        }
    }
    constexpr std::uint32_t kExtensions = 31;
    write_extensions(out, kExtensions, object);
}

/// ParametersItem{parameter{non_body_parameter{query_parameter_sub_schema}}}.
void write_parameter(std::string& out, const kube::Json& parameter) {
    constexpr std::uint32_t kUniqueItems = 20;
    std::string query;
    write_text(query, 3, *kube::find(parameter, {"in"}));
    write_text(query, 5, *kube::find(parameter, {"name"}));
    write_text(query, 6, *kube::find(parameter, {"type"}));
    wire::append_varint_field(query, kUniqueItems, 1);
    std::string not_body;
    wire::append_bytes_field(not_body, 3, query);
    std::string item;
    wire::append_bytes_field(item, 2, not_body);
    wire::append_bytes_field(out, 1, item);
}

void write_response(std::string& out, const kube::Json& response) {
    std::string inner;
    write_text(inner, 1, *kube::find(response, {"description"}));
    if (const kube::Json* schema = kube::find(response, {"schema"})) {
        write_message(inner, 2, *schema, [](std::string& text, const kube::Json& value) {
            write_message(text, 1, value, write_schema);
        });
    }
    wire::append_bytes_field(out, 1, inner);
}

void write_operation(std::string& out, const kube::Json& operation) {
    constexpr std::uint32_t kParameters = 8;
    constexpr std::uint32_t kResponses = 9;
    constexpr std::uint32_t kExtensions = 13;
    if (const json::array* parameters = kube::find_array(operation, {"parameters"})) {
        for (const kube::Json& parameter : *parameters) {
            write_message(out, kParameters, parameter, write_parameter);
        }
    }
    if (const kube::Json* responses = kube::find(operation, {"responses"})) {
        write_message(out, kResponses, *responses, [](std::string& text, const kube::Json& value) {
            write_all_named(text, 1, value, write_response);
        });
    }
    write_extensions(out, kExtensions, operation.as_object());
}

void write_path(std::string& out, const kube::Json& path) {
    constexpr std::array<std::pair<std::string_view, std::uint32_t>, 5> kMethods{
        {{"get", 2}, {"put", 3}, {"post", 4}, {"delete", 5}, {"patch", 8}}
    };
    for (const auto& [method, number] : kMethods) {
        if (const kube::Json* operation = kube::find(path, {method})) {
            write_message(out, number, *operation, write_operation);
        }
    }
}

}  // namespace

kube::Json openapi_v2(const std::vector<kube::Json>& documents) {
    json::object definitions;
    json::object paths;
    for (const kube::Json& document : documents) {
        if (const json::object* schemas = kube::find_object(document, {"components", "schemas"})) {
            for (const auto& [name, schema] : *schemas) {
                if (!definitions.contains(name)) {
                    definitions.emplace(name, to_v2(schema.as_object()));
                }
            }
        }
        if (const json::object* described = kube::find_object(document, {"paths"})) {
            for (const auto& [path, methods] : *described) {
                json::object changed;
                for (const auto& [method, operation] : methods.as_object()) {
                    changed.emplace(method, operation_to_v2(operation.as_object()));
                }
                paths.emplace(path, std::move(changed));
            }
        }
    }
    json::object document{{"swagger", "2.0"}, {"info", {{"title", "Kubernetes"}, {"version", "v1.34.2"}}}};
    document.emplace("paths", std::move(paths));
    document.emplace("definitions", std::move(definitions));
    return document;
}

std::string openapi_v2_protobuf(const kube::Json& document) {
    constexpr std::uint32_t kPaths = 8;
    constexpr std::uint32_t kDefinitions = 9;
    std::string out;
    write_text(out, 1, *kube::find(document, {"swagger"}));
    write_message(out, 2, *kube::find(document, {"info"}), [](std::string& text, const kube::Json& info) {
        write_text(text, 1, *kube::find(info, {"title"}));
        write_text(text, 2, *kube::find(info, {"version"}));
    });
    write_message(
        out,
        kPaths,
        *kube::find(document, {"paths"}),
        [](std::string& text, const kube::Json& paths) { write_all_named(text, 2, paths, write_path); }
    );
    write_message(
        out,
        kDefinitions,
        *kube::find(document, {"definitions"}),
        [](std::string& text, const kube::Json& definitions) {
            write_all_named(text, 1, definitions, write_schema);
        }
    );
    return out;
}

}  // namespace flotilla::cluster

#include <algorithm>

#include "flotilla/base/base64.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/kube/protobuf/codec.hpp"
#include "flotilla/kube/protobuf/table.hpp"
#include "flotilla/kube/protobuf/wire.hpp"

namespace flotilla::kube::protobuf {
namespace {

using Bytes = Result<std::string>;

tl::unexpected<Error> wanted(std::string_view what) {
    return fail(ErrorCode::InvalidArgument, fmt::format("wanted {}", what));
}

Bytes encode_message(const Json& json, const Message& message);
Result<void> append_fields(std::string& out, const JsonObject& object, const Message& message);

Result<void> append_number(std::string& out, const Field& field, const Json& value) {
    if (field.type == Field::Type::Bool) {
        if (!value.is_bool()) {
            return wanted("a boolean");
        }
        append_varint_field(out, field.number, value.get_bool() ? 1 : 0);
        return {};
    }
    if (field.type == Field::Type::Double) {
        if (!value.is_number()) {
            return wanted("a number");
        }
        append_double_field(out, field.number, value.to_number<double>());
        return {};
    }
    const auto number = whole_number(value);
    if (!number || (field.type == Field::Type::Int32 && *number != static_cast<std::int32_t>(*number))) {
        return wanted("a whole number");
    }
    append_varint_field(out, field.number, static_cast<std::uint64_t>(*number));
    return {};
}

Result<void> append_value(std::string& out, const Field& field, const Json& value) {
    switch (field.type) {
        case Field::Type::Message: {
            FLOTILLA_TRY(const std::string bytes, encode_message(value, *field.message));
            append_bytes_field(out, field.number, bytes);
            return {};
        }
        case Field::Type::String:
        case Field::Type::Bytes: {
            if (!value.is_string()) {
                return wanted("a text");
            }
            const std::string_view text = text_of(value.get_string());
            if (field.type == Field::Type::String) {
                append_bytes_field(out, field.number, text);
                return {};
            }
            FLOTILLA_TRY(const std::string bytes, base64_decode(text));
            append_bytes_field(out, field.number, bytes);
            return {};
        }
        default:
            return append_number(out, field, value);
    }
}

Result<void> append_map(std::string& out, const Field& field, const Json& json) {
    const JsonObject* object = json.if_object();
    if (object == nullptr) {
        return wanted("an object");
    }
    std::vector<const JsonObject::value_type*> entries;
    for (const auto& entry : *object) {
        entries.push_back(&entry);
    }
    std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) {
        return a->key() < b->key();
    });
    Field value_field = field;
    value_field.number = 2;
    for (const auto* entry : entries) {
        std::string bytes;
        append_bytes_field(bytes, 1, {entry->key().data(), entry->key().size()});
        if (!entry->value().is_null()) {
            FLOTILLA_CHECK(append_value(bytes, value_field, entry->value()));
        }
        append_bytes_field(out, field.number, bytes);
    }
    return {};
}

Result<void> append_repeated(std::string& out, const Field& field, const Json& json) {
    const JsonArray* array = json.if_array();
    if (array == nullptr) {
        return wanted("an array");
    }
    for (const Json& element : *array) {
        FLOTILLA_CHECK(append_value(out, field, element));
    }
    return {};
}

Result<void> append_fields(std::string& out, const JsonObject& object, const Message& message) {
    for (const Field& field : message.fields) {
        if (field.is_inline) {
            std::string bytes;
            FLOTILLA_CHECK(append_fields(bytes, object, *field.message));
            append_bytes_field(out, field.number, bytes);
            continue;
        }
        const Json* value = object.if_contains(field.json);
        if (value == nullptr || value->is_null()) {
            continue;
        }
        auto appended = field.is_map        ? append_map(out, field, *value)
                        : field.is_repeated ? append_repeated(out, field, *value)
                                            : append_value(out, field, *value);
        if (!appended) {
            return with_context(std::move(appended).error(), field.json);
        }
    }
    return {};
}

Bytes encode_time(const Json& json) {
    if (!json.is_string()) {
        return wanted("a time");
    }
    FLOTILLA_TRY(const WallTime when, parse_time(text_of(json.get_string())));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
    std::string out;
    append_varint_field(out, 1, static_cast<std::uint64_t>(seconds.time_since_epoch().count()));
    append_varint_field(out, 2, static_cast<std::uint64_t>((when - seconds).count()));
    return out;
}

Bytes encode_int_or_string(const Json& json) {
    std::string out;
    if (json.is_string()) {
        append_varint_field(out, 1, 1);
        append_bytes_field(out, 3, text_of(json.get_string()));
        return out;
    }
    const auto number = whole_number(json);
    if (!number || *number != static_cast<std::int32_t>(*number)) {
        return wanted("a whole number or a text");
    }
    append_varint_field(out, 1, 0);
    append_varint_field(out, 2, static_cast<std::uint64_t>(*number));
    return out;
}

/// A value that is a schema, or else goes into the message's other field.
Bytes encode_schema_or(const Json& json, const Message& message, std::string_view other) {
    JsonObject fields;
    if (json.is_object()) {
        fields["allows"] = true;
        fields["schema"] = json;
    } else {
        fields[other] = json;
    }
    std::string out;
    FLOTILLA_CHECK(append_fields(out, fields, message));
    return out;
}

Bytes encode_message(const Json& json, const Message& message) {
    std::string out;
    switch (message.form) {
        case Message::Form::Time:
        case Message::Form::MicroTime:
            return encode_time(json);
        case Message::Form::IntOrString:
            return encode_int_or_string(json);
        case Message::Form::Raw:
            append_bytes_field(out, 1, to_json(json));
            return out;
        case Message::Form::Quantity:
            if (!json.is_string() && !json.is_number()) {
                return wanted("a quantity");
            }
            append_bytes_field(
                out, 1, json.is_string() ? text_of(json.get_string()) : std::string_view{to_json(json)}
            );
            return out;
        case Message::Form::Items: {
            JsonObject fields;
            fields["items"] = json;
            FLOTILLA_CHECK(append_fields(out, fields, message));
            return out;
        }
        case Message::Form::SchemaOrArray:
            return encode_schema_or(json, message, "jSONSchemas");
        case Message::Form::SchemaOrBool:
            return encode_schema_or(json, message, "allows");
        case Message::Form::SchemaOrStrings:
            return encode_schema_or(json, message, "property");
        case Message::Form::Object:
            break;
    }
    const JsonObject* object = json.if_object();
    if (object == nullptr) {
        return wanted("an object");
    }
    FLOTILLA_CHECK(append_fields(out, *object, message));
    return out;
}

}  // namespace

Result<std::string> encode(const Json& object) {
    const std::string_view api_version = find_string(object, {"apiVersion"}).value_or(std::string_view{});
    const std::string_view kind = find_string(object, {"kind"}).value_or(std::string_view{});
    const Message* message = find_message(api_version, kind);
    if (message == nullptr) {
        return fail(
            ErrorCode::Unsupported, fmt::format("{}, Kind={} has no protobuf form here", api_version, kind)
        );
    }
    FLOTILLA_TRY(const std::string raw, encode_message(object, *message));
    std::string type;
    append_bytes_field(type, 1, api_version);
    append_bytes_field(type, 2, kind);
    std::string out{"k8s\0", 4};
    append_bytes_field(out, 1, type);
    append_bytes_field(out, 2, raw);
    append_bytes_field(out, 3, "");
    append_bytes_field(out, 4, "");
    return out;
}

}  // namespace flotilla::kube::protobuf

#include <bit>
#include <cmath>
#include <limits>

#include "flotilla/base/base64.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/base/utf8.hpp"
#include "flotilla/kube/protobuf/codec.hpp"
#include "flotilla/kube/protobuf/table.hpp"
#include "flotilla/kube/protobuf/wire.hpp"

namespace flotilla::kube::protobuf {
namespace {

constexpr std::size_t kMaxDepth = 128;
constexpr std::string_view kMark{"k8s\0", 4};

tl::unexpected<Error> broken(std::string_view what) {
    return fail(ErrorCode::InvalidArgument, fmt::format("invalid protobuf: {}", what));
}

tl::unexpected<Error> breaks_off(const Message& message) {
    return broken(fmt::format("{} breaks off or is no message", message.name));
}

bool is_zero(const Json& value) {
    switch (value.kind()) {
        case boost::json::kind::null:
            return true;
        case boost::json::kind::bool_:
            return !value.get_bool();
        case boost::json::kind::int64:
            return value.get_int64() == 0;
        case boost::json::kind::double_:
            return value.get_double() == 0;
        case boost::json::kind::string:
            return value.get_string().empty();
        case boost::json::kind::object:
            return value.get_object().empty();
        default:
            return false;
    }
}

Result<Json> decode_message(std::string_view bytes, const Message& message, std::size_t depth);

Result<Json> text(std::string_view bytes) {
    if (!is_utf8(bytes)) {
        return broken("a text that is not UTF-8");
    }
    return Json(boost::json::string(bytes));
}

Result<Json> number(Field::Type type, std::uint64_t bits) {
    switch (type) {
        case Field::Type::Bool:
            return Json(bits != 0);
        case Field::Type::Int32:
            return Json(static_cast<std::int64_t>(static_cast<std::int32_t>(bits)));
        case Field::Type::Double: {
            const auto value = std::bit_cast<double>(bits);
            return std::isfinite(value) ? Result<Json>{Json(value)} : broken("a number that is not finite");
        }
        default:
            return Json(static_cast<std::int64_t>(bits));
    }
}

Result<Json> decode_value(
    WireReader& reader, WireType wire, const Field& field, const Message& parent, std::size_t depth
) {
    const bool is_length =
        field.type == Field::Type::String || field.type == Field::Type::Bytes || field.message != nullptr;
    const WireType wanted = is_length                           ? WireType::Bytes
                            : field.type == Field::Type::Double ? WireType::Fixed64
                                                                : WireType::Varint;
    if (wire != wanted) {
        return broken(fmt::format("field {} of {} has another type", field.number, parent.name));
    }
    if (!is_length) {
        const auto bits = wire == WireType::Varint ? reader.varint() : reader.fixed64();
        return bits ? number(field.type, *bits) : Result<Json>{breaks_off(parent)};
    }
    const auto bytes = reader.bytes();
    if (!bytes) {
        return breaks_off(parent);
    }
    if (field.type == Field::Type::String) {
        return text(*bytes);
    }
    if (field.type == Field::Type::Bytes) {
        return Json(boost::json::string(base64_encode(*bytes)));
    }
    return decode_message(*bytes, *field.message, depth + 1);
}

/// `repeated int32` may come as one piece.
Result<void> decode_packed(WireReader& reader, const Field& field, const Message& parent, JsonArray& out) {
    const auto bytes = reader.bytes();
    if (!bytes) {
        return breaks_off(parent);
    }
    WireReader values{*bytes};
    while (!values.at_end()) {
        const auto bits = field.type == Field::Type::Double ? values.fixed64() : values.varint();
        if (!bits) {
            return breaks_off(parent);
        }
        FLOTILLA_TRY(Json value, number(field.type, *bits));
        out.push_back(std::move(value));
    }
    return {};
}

Result<void> decode_entry(
    WireReader& reader, const Field& field, const Message& parent, std::size_t depth, JsonObject& out
) {
    const auto bytes = reader.bytes();
    if (!bytes) {
        return breaks_off(parent);
    }
    std::string_view key;
    Json value = field.message != nullptr ? Json(JsonObject()) : Json("");
    WireReader entry{*bytes};
    while (!entry.at_end()) {
        const auto tag = entry.tag();
        if (!tag) {
            return breaks_off(parent);
        }
        if (tag->number == 1 && tag->type == WireType::Bytes) {
            const auto name = entry.bytes();
            if (!name || !is_utf8(*name)) {
                return breaks_off(parent);
            }
            key = *name;
        } else if (tag->number == 2) {
            FLOTILLA_TRY(value, decode_value(entry, tag->type, field, parent, depth));
        } else if (!entry.skip(tag->type)) {
            return breaks_off(parent);
        }
    }
    out[key] = std::move(value);
    return {};
}

JsonArray& array_at(JsonObject& object, std::string_view key) {
    Json& place = object[key];
    return place.is_array() ? place.get_array() : place.emplace_array();
}

JsonObject& object_at(JsonObject& object, std::string_view key) {
    Json& place = object[key];
    return place.is_object() ? place.get_object() : place.emplace_object();
}

Result<void> decode_fields(
    std::string_view bytes, const Message& message, std::size_t depth, JsonObject& out
);

Result<void> decode_field(
    WireReader& reader,
    WireType wire,
    const Field& field,
    const Message& message,
    std::size_t depth,
    JsonObject& out
) {
    if (field.is_map && wire == WireType::Bytes) {
        return decode_entry(reader, field, message, depth, object_at(out, field.json));
    }
    if (field.is_inline && wire == WireType::Bytes) {
        const auto bytes = reader.bytes();
        return bytes ? decode_fields(*bytes, *field.message, depth + 1, out)
                     : Result<void>{breaks_off(message)};
    }
    const bool is_number =
        field.message == nullptr && field.type != Field::Type::String && field.type != Field::Type::Bytes;
    if (field.is_repeated && is_number && wire == WireType::Bytes) {
        return decode_packed(reader, field, message, array_at(out, field.json));
    }
    auto value = decode_value(reader, wire, field, message, depth);
    if (!value) {
        return with_context(std::move(value).error(), field.json);
    }
    if (field.is_repeated) {
        array_at(out, field.json).push_back(std::move(*value));
    } else if (value->is_null() || (is_zero(*value) && !field.keeps_zero)) {
        out.erase(field.json);
    } else {
        out[field.json] = std::move(*value);
    }
    return {};
}

Result<void> decode_fields(
    std::string_view bytes, const Message& message, std::size_t depth, JsonObject& out
) {
    if (depth > kMaxDepth) {
        return broken("nested too deep");
    }
    WireReader reader{bytes};
    while (!reader.at_end()) {
        const auto tag = reader.tag();
        if (!tag) {
            return breaks_off(message);
        }
        if (const Field* field = message.find(tag->number)) {
            FLOTILLA_CHECK(decode_field(reader, tag->type, *field, message, depth, out));
        } else if (!reader.skip(tag->type)) {
            return breaks_off(message);
        }
    }
    return {};
}

/// The fields of a message with a form of its own, under the names that its table has.
Result<Json> time_of(const JsonObject& fields, bool is_micro) {
    const auto whole = [&fields](std::string_view name) {
        const Json* value = fields.if_contains(name);
        return value == nullptr ? 0 : whole_number(*value).value_or(0);
    };
    const std::int64_t seconds = whole("seconds");
    const std::int64_t nanos = whole("nanos");
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
    if (seconds > kMost || seconds < -kMost || nanos < 0 || nanos > 999'999'999) {
        return broken("a time beyond the years that there are");
    }
    const WallTime when{std::chrono::seconds{seconds} + std::chrono::nanoseconds{nanos}};
    return Json(boost::json::string(is_micro ? format_micro_time(when) : format_time(when)));
}

Result<Json> raw_json(std::string_view bytes) {
    WireReader reader{bytes};
    std::string_view raw;
    while (!reader.at_end()) {
        const auto tag = reader.tag();
        if (tag && tag->number == 1 && tag->type == WireType::Bytes) {
            const auto piece = reader.bytes();
            if (!piece) {
                return broken("raw JSON breaks off");
            }
            raw = *piece;
        } else if (!tag || !reader.skip(tag->type)) {
            return broken("raw JSON breaks off");
        }
    }
    if (raw.empty()) {
        return Json();
    }
    return is_envelope(raw) ? decode(raw) : parse_json(raw);
}

/// The first of two members that is there.
Json either(JsonObject& fields, std::string_view first, std::string_view second) {
    for (const std::string_view name : {first, second}) {
        if (Json* value = fields.if_contains(name)) {
            return std::move(*value);
        }
    }
    return nullptr;
}

Result<Json> decode_message(std::string_view bytes, const Message& message, std::size_t depth) {
    if (message.form == Message::Form::Raw) {
        return depth > kMaxDepth ? Result<Json>{broken("nested too deep")} : raw_json(bytes);
    }
    JsonObject fields;
    FLOTILLA_CHECK(decode_fields(bytes, message, depth, fields));
    switch (message.form) {
        case Message::Form::Time:
        case Message::Form::MicroTime:
            return bytes.empty() ? Result<Json>{Json()}
                                 : time_of(fields, message.form == Message::Form::MicroTime);
        case Message::Form::Quantity: {
            Json value = either(fields, "string", "string");
            return is_zero(value) ? Json("0") : value;
        }
        case Message::Form::IntOrString: {
            const Json kind = either(fields, "type", "type");
            const bool is_text = whole_number(kind).value_or(0) != 0;
            Json value = is_text ? either(fields, "strVal", "strVal") : either(fields, "intVal", "intVal");
            return !value.is_null() ? value : is_text ? Json("") : Json(0);
        }
        case Message::Form::Items: {
            Json items = either(fields, "items", "items");
            return items.is_null() ? Json(JsonArray()) : items;
        }
        case Message::Form::SchemaOrArray:
            return either(fields, "schema", "jSONSchemas");
        case Message::Form::SchemaOrBool:
            return either(fields, "schema", "allows");
        case Message::Form::SchemaOrStrings:
            return either(fields, "schema", "property");
        default:
            return Json(std::move(fields));
    }
}

struct Envelope {
    std::string_view api_version;
    std::string_view kind;
    std::string_view raw;
    std::string_view content_type;
};

/// TypeMeta{apiVersion=1, kind=2}
bool read_type(std::string_view bytes, Envelope& out) {
    WireReader reader{bytes};
    while (!reader.at_end()) {
        const auto tag = reader.tag();
        if (!tag) {
            return false;
        }
        if (tag->type == WireType::Bytes && (tag->number == 1 || tag->number == 2)) {
            const auto text = reader.bytes();
            if (!text || !is_utf8(*text)) {
                return false;
            }
            (tag->number == 1 ? out.api_version : out.kind) = *text;
        } else if (!reader.skip(tag->type)) {
            return false;
        }
    }
    return true;
}

/// Unknown{typeMeta=1, raw=2, contentEncoding=3, contentType=4}
Result<Envelope> read_envelope(std::string_view bytes) {
    if (!is_envelope(bytes)) {
        return broken("it does not start with k8s\\0");
    }
    Envelope out;
    WireReader reader{bytes.substr(kMark.size())};
    while (!reader.at_end()) {
        const auto tag = reader.tag();
        if (!tag || (tag->number <= 4 && tag->type != WireType::Bytes)) {
            return broken("the envelope breaks off");
        }
        if (tag->number > 4) {
            if (!reader.skip(tag->type)) {
                return broken("the envelope breaks off");
            }
            continue;
        }
        const auto piece = reader.bytes();
        if (!piece || (tag->number == 1 && !read_type(*piece, out))) {
            return broken("the envelope breaks off");
        }
        if (tag->number == 2) {
            out.raw = *piece;
        } else if (tag->number == 3 && !piece->empty()) {
            return fail(ErrorCode::Unsupported, "protobuf with a content encoding");
        } else if (tag->number == 4) {
            out.content_type = *piece;
        }
    }
    return out;
}

}  // namespace

bool is_envelope(std::string_view bytes) {
    return bytes.starts_with(kMark);
}

bool is_supported(std::string_view api_version, std::string_view kind) {
    return find_message(api_version, kind) != nullptr;
}

Result<Json> decode(std::string_view bytes) {
    FLOTILLA_TRY(const Envelope envelope, read_envelope(bytes));
    if (envelope.content_type == "application/json") {
        return parse_json(envelope.raw);
    }
    const Message* message = find_message(envelope.api_version, envelope.kind);
    if (message == nullptr) {
        return fail(
            ErrorCode::Unsupported,
            fmt::format(
                "{}, Kind={} has no protobuf form here: send it as JSON", envelope.api_version, envelope.kind
            )
        );
    }
    JsonObject out;
    out["apiVersion"] = envelope.api_version;
    out["kind"] = envelope.kind;
    FLOTILLA_CHECK(decode_fields(envelope.raw, *message, 0, out));
    return Json(std::move(out));
}

}  // namespace flotilla::kube::protobuf

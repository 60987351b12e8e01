#include "flotilla/kube/api/detail/fields.hpp"

#include <limits>

#include "flotilla/base/base64.hpp"

namespace flotilla::kube {
namespace {

std::string_view name_of(const Json& json) {
    switch (json.kind()) {
        case boost::json::kind::null:
            return "null";
        case boost::json::kind::bool_:
            return "a boolean";
        case boost::json::kind::string:
            return "a text";
        case boost::json::kind::array:
            return "an array";
        case boost::json::kind::object:
            return "an object";
        default:
            return "a number";
    }
}

void wanted(Decoder& decoder, std::string_view what, const Json& found) {
    decoder.fail(fmt::format("wanted {}, found {}", what, name_of(found)));
}

template <class T>
void take(Decoder& decoder, Result<T> parsed, T& out) {
    if (parsed) {
        out = std::move(*parsed);
    } else {
        decoder.fail(std::move(parsed).error().message);
    }
}

template <class Int>
void read_whole(Decoder& decoder, const Json& json, Int& out) {
    const auto number = whole_number(json);
    if (!number || *number < std::numeric_limits<Int>::min() || *number > std::numeric_limits<Int>::max()) {
        return json.is_number()
                   ? decoder.fail(fmt::format("wanted a whole number of {} bits", sizeof(Int) * 8))
                   : wanted(decoder, "a whole number", json);
    }
    out = static_cast<Int>(*number);
}

}  // namespace

void read_json(Decoder& decoder, const Json& json, std::string& out) {
    if (!json.is_string()) {
        return wanted(decoder, "a text", json);
    }
    out = text_of(json.get_string());
}

void read_json(Decoder& decoder, const Json& json, bool& out) {
    if (!json.is_bool()) {
        return wanted(decoder, "a boolean", json);
    }
    out = json.get_bool();
}

void read_json(Decoder& decoder, const Json& json, std::int32_t& out) {
    read_whole(decoder, json, out);
}

void read_json(Decoder& decoder, const Json& json, std::int64_t& out) {
    read_whole(decoder, json, out);
}

void read_json(Decoder& decoder, const Json& json, double& out) {
    if (!json.is_number()) {
        return wanted(decoder, "a number", json);
    }
    out = json.to_number<double>();
}

void read_json(Decoder& decoder, const Json& json, WallTime& out) {
    if (!json.is_string()) {
        return wanted(decoder, "a time", json);
    }
    take(decoder, parse_time(text_of(json.get_string())), out);
}

void read_json(Decoder& decoder, const Json& json, Quantity& out) {
    if (json.is_number()) {
        return take(decoder, Quantity::parse(to_json(json)), out);  // `cpu: 2`, as people write it in YAML
    }
    if (!json.is_string()) {
        return wanted(decoder, "a quantity", json);
    }
    take(decoder, Quantity::parse(text_of(json.get_string())), out);
}

void read_json(Decoder& decoder, const Json& json, IntOrString& out) {
    if (json.is_string()) {
        out.value = std::string{text_of(json.get_string())};
        return;
    }
    std::int32_t number = 0;
    read_json(decoder, json, number);
    out.value = number;
}

void read_json(Decoder& decoder, const Json& json, Sensitive& out) {
    if (!json.is_string()) {
        return wanted(decoder, "a text in base64", json);
    }
    Result<std::string> bytes = base64_decode(text_of(json.get_string()));
    if (!bytes) {
        return decoder.fail(std::move(bytes).error().message);
    }
    out = Sensitive{std::move(*bytes)};
}

void read_json(Decoder& /*decoder*/, const Json& json, Json& out) {
    out = json;
}

Json write_json(const std::string& value) {
    return boost::json::string{value};
}
Json write_json(bool value) {
    return value;
}
Json write_json(std::int32_t value) {
    return value;
}
Json write_json(std::int64_t value) {
    return value;
}
Json write_json(double value) {
    return value;
}
Json write_json(WallTime value) {
    return write_json(format_time(value));
}
Json write_json(const Quantity& value) {
    return write_json(value.text());
}
Json write_json(const IntOrString& value) {
    return value.is_int() ? write_json(std::get<std::int32_t>(value.value))
                          : write_json(std::get<std::string>(value.value));
}
Json write_json(const Sensitive& value) {
    return write_json(base64_encode(value.reveal()));
}
Json write_json(const Json& value) {
    return value;
}

void read_json(Decoder& decoder, const Json& json, OwnerReference& out) {
    if (const JsonObject* object = detail::object_of(decoder, json)) {
        detail::member(decoder, *object, "apiVersion", out.api_version);
        detail::member(decoder, *object, "kind", out.kind);
        detail::member(decoder, *object, "name", out.name);
        detail::member(decoder, *object, "uid", out.uid);
        detail::member(decoder, *object, "controller", out.controller);
        detail::member(decoder, *object, "blockOwnerDeletion", out.block_owner_deletion);
    }
}

Json write_json(const OwnerReference& value) {
    JsonObject out;
    detail::put_required(out, "apiVersion", value.api_version);
    detail::put_required(out, "kind", value.kind);
    detail::put_required(out, "name", value.name);
    detail::put_required(out, "uid", value.uid);
    detail::put(out, "controller", value.controller);
    detail::put(out, "blockOwnerDeletion", value.block_owner_deletion);
    return out;
}

void read_json(Decoder& decoder, const Json& json, ObjectMeta& out) {
    if (const JsonObject* object = detail::object_of(decoder, json)) {
        detail::member(decoder, *object, "name", out.name);
        detail::member(decoder, *object, "generateName", out.generate_name);
        detail::member(decoder, *object, "namespace", out.namespace_);
        detail::member(decoder, *object, "uid", out.uid);
        detail::member(decoder, *object, "resourceVersion", out.resource_version);
        detail::member(decoder, *object, "generation", out.generation);
        detail::member(decoder, *object, "creationTimestamp", out.creation_timestamp);
        detail::member(decoder, *object, "deletionTimestamp", out.deletion_timestamp);
        detail::member(decoder, *object, "deletionGracePeriodSeconds", out.deletion_grace_period_seconds);
        detail::member(decoder, *object, "labels", out.labels);
        detail::member(decoder, *object, "annotations", out.annotations);
        detail::member(decoder, *object, "ownerReferences", out.owner_references);
        detail::member(decoder, *object, "finalizers", out.finalizers);
    }
}

Json write_json(const ObjectMeta& value) {
    JsonObject out;
    detail::put(out, "name", value.name);
    detail::put(out, "generateName", value.generate_name);
    detail::put(out, "namespace", value.namespace_);
    detail::put(out, "uid", value.uid);
    detail::put(out, "resourceVersion", value.resource_version);
    detail::put(out, "generation", value.generation);
    detail::put(out, "creationTimestamp", value.creation_timestamp);
    detail::put(out, "deletionTimestamp", value.deletion_timestamp);
    detail::put(out, "deletionGracePeriodSeconds", value.deletion_grace_period_seconds);
    detail::put(out, "labels", value.labels);
    detail::put(out, "annotations", value.annotations);
    detail::put(out, "ownerReferences", value.owner_references);
    detail::put(out, "finalizers", value.finalizers);
    return out;
}

void read_json(Decoder& decoder, const Json& json, Condition& out) {
    if (const JsonObject* object = detail::object_of(decoder, json)) {
        detail::member(decoder, *object, "type", out.type);
        detail::member(decoder, *object, "status", out.status);
        detail::member(decoder, *object, "reason", out.reason);
        detail::member(decoder, *object, "message", out.message);
        detail::member(decoder, *object, "lastTransitionTime", out.last_transition_time);
        detail::member(decoder, *object, "observedGeneration", out.observed_generation);
    }
}

Json write_json(const Condition& value) {
    JsonObject out;
    detail::put_required(out, "type", value.type);
    detail::put_required(out, "status", value.status);
    detail::put(out, "observedGeneration", value.observed_generation);
    detail::put(out, "lastTransitionTime", value.last_transition_time);
    detail::put(out, "reason", value.reason);
    detail::put(out, "message", value.message);
    return out;
}

namespace detail {

const JsonObject* object_of(Decoder& decoder, const Json& json) {
    const JsonObject* object = json.if_object();
    if (object == nullptr) {
        wanted(decoder, "an object", json);
    }
    return object;
}

const JsonArray* array_of(Decoder& decoder, const Json& json) {
    const JsonArray* array = json.if_array();
    if (array == nullptr) {
        wanted(decoder, "an array", json);
    }
    return array;
}

void put(JsonObject& out, std::string_view key, const Json& value) {
    if (!value.is_null()) {
        out[key] = value;
    }
}

void put_micro_time(JsonObject& out, std::string_view key, const std::optional<WallTime>& value) {
    if (value) {
        out[key] = format_micro_time(*value);
    }
}

}  // namespace detail
}  // namespace flotilla::kube

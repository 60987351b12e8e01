#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/codec.hpp"
#include "flotilla/kube/api/int_or_string.hpp"
#include "flotilla/kube/api/object_meta.hpp"
#include "flotilla/kube/api/quantity.hpp"
#include "flotilla/kube/api/sensitive.hpp"

/// Single fields between JSON and C++, for the generated code. A type has `read_json(Decoder&, const Json&,
/// T&)`, called with what is there and not null, and `write_json(const T&)`.
namespace flotilla::kube {

void read_json(Decoder& decoder, const Json& json, std::string& out);
void read_json(Decoder& decoder, const Json& json, bool& out);
void read_json(Decoder& decoder, const Json& json, std::int32_t& out);
void read_json(Decoder& decoder, const Json& json, std::int64_t& out);
void read_json(Decoder& decoder, const Json& json, double& out);
void read_json(Decoder& decoder, const Json& json, WallTime& out);
void read_json(Decoder& decoder, const Json& json, Quantity& out);
void read_json(Decoder& decoder, const Json& json, IntOrString& out);
void read_json(Decoder& decoder, const Json& json, Sensitive& out);
void read_json(Decoder& decoder, const Json& json, Json& out);

Json write_json(const std::string& value);
Json write_json(bool value);
Json write_json(std::int32_t value);
Json write_json(std::int64_t value);
Json write_json(double value);
Json write_json(WallTime value);
Json write_json(const Quantity& value);
Json write_json(const IntOrString& value);
Json write_json(const Sensitive& value);
Json write_json(const Json& value);

namespace detail {

/// The object, or null after telling the decoder that it is none.
const JsonObject* object_of(Decoder& decoder, const Json& json);
const JsonArray* array_of(Decoder& decoder, const Json& json);

template <class T>
void read(Decoder& decoder, const Json& json, T& out) {
    read_json(decoder, json, out);
}

template <class T>
void read(Decoder& decoder, const Json& json, std::optional<T>& out) {
    read(decoder, json, out.emplace());
}

template <class T>
void read(Decoder& decoder, const Json& json, std::vector<T>& out) {
    const JsonArray* array = array_of(decoder, json);
    if (array == nullptr) {
        return;
    }
    out.reserve(array->size());
    for (const Json& element : *array) {
        T& place = out.emplace_back();
        if (element.is_null()) {
            continue;  // as Go does: the zero value
        }
        read(decoder, element, place);
        if (decoder.failed()) {
            return decoder.within(out.size() - 1);
        }
    }
}

template <class T>
void read(Decoder& decoder, const Json& json, std::map<std::string, T, std::less<>>& out) {
    const JsonObject* object = object_of(decoder, json);
    if (object == nullptr) {
        return;
    }
    for (const auto& entry : *object) {
        const std::string_view key{entry.key().data(), entry.key().size()};
        T& place = out[std::string{key}];
        if (entry.value().is_null()) {
            continue;
        }
        read(decoder, entry.value(), place);
        if (decoder.failed()) {
            return decoder.within(key);
        }
    }
}

/// One member of an object, left as it is when absent or null.
template <class T>
void member(Decoder& decoder, const JsonObject& object, std::string_view key, T& out) {
    if (decoder.failed()) {
        return;
    }
    const Json* value = object.if_contains(key);
    if (value == nullptr || value->is_null()) {
        return;
    }
    read(decoder, *value, out);
    if (decoder.failed()) {
        decoder.within(key);
    }
}

template <class T>
Json write(const T& value) {
    return write_json(value);
}

template <class T>
Json write(const std::vector<T>& values) {
    JsonArray out;
    out.reserve(values.size());
    for (const T& value : values) {
        out.push_back(write(value));
    }
    return out;
}

template <class T>
Json write(const std::map<std::string, T, std::less<>>& values) {
    JsonObject out;
    out.reserve(values.size());
    for (const auto& [key, value] : values) {
        out[key] = write(value);
    }
    return out;
}

/// Whether a value by itself says nothing: an empty text, list, map or struct, 0, false.
inline bool says_nothing(const Json& value) {
    switch (value.kind()) {
        case boost::json::kind::null:
            return true;
        case boost::json::kind::bool_:
            return !value.get_bool();
        case boost::json::kind::int64:
            return value.get_int64() == 0;
        case boost::json::kind::string:
            return value.get_string().empty();
        case boost::json::kind::array:
            return value.get_array().empty();
        case boost::json::kind::object:
            return value.get_object().empty();
        default:
            return false;
    }
}

template <class T>
void put_required(JsonObject& out, std::string_view key, const T& value) {
    out[key] = write(value);
}

template <class T>
void put(JsonObject& out, std::string_view key, const T& value) {
    Json json = write(value);
    if (!says_nothing(json)) {
        out[key] = std::move(json);
    }
}

template <class T>
void put(JsonObject& out, std::string_view key, const std::optional<T>& value) {
    if (value) {
        out[key] = write(*value);
    }
}

void put(JsonObject& out, std::string_view key, const Json& value);
void put_micro_time(JsonObject& out, std::string_view key, const std::optional<WallTime>& value);

}  // namespace detail
}  // namespace flotilla::kube

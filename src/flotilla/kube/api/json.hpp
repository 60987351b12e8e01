#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include "flotilla/base/result.hpp"

/// JSON as Kubernetes reads and writes it.
namespace flotilla::kube {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

/// How deep objects and arrays may nest, in everything that this library parses.
inline constexpr std::size_t kMaxJsonDepth = 256;

/// One JSON document. Of equal keys the last wins. Fails with InvalidArgument, naming the byte, for anything
/// that is not JSON: invalid UTF-8, more than `kMaxJsonDepth` levels, trailing bytes, numbers beyond the
/// range of a double.
Result<Json> parse_json(std::string_view text);

/// Compact JSON. A double that is a whole number below 2^63 is written as an integer ("100", never "1E2"),
/// because Go refuses an exponent in an integer field; NaN and infinities, which JSON lacks, as null.
std::string to_json(const Json& value);
/// Puts the same text behind `out`.
void append_json(std::string& out, const Json& value);
/// `text` with quotes and escapes, as JSON has it.
void append_json_string(std::string& out, std::string_view text);

/// The value at a path of object keys, or null: `find(pod, {"spec", "nodeName"})`.
const Json* find(const Json& root, std::initializer_list<std::string_view> path);
Json* find(Json& root, std::initializer_list<std::string_view> path);
/// The same, when it is a string (or a whole number that fits, or a boolean); absent otherwise.
std::optional<std::string_view> find_string(const Json& root, std::initializer_list<std::string_view> path);
std::optional<std::int64_t> find_int(const Json& root, std::initializer_list<std::string_view> path);
std::optional<bool> find_bool(const Json& root, std::initializer_list<std::string_view> path);
const JsonObject* find_object(const Json& root, std::initializer_list<std::string_view> path);
const JsonArray* find_array(const Json& root, std::initializer_list<std::string_view> path);

/// Makes the objects on the way, replacing what is no object, and gives the place of the last key (null when
/// new).
Json& place(Json& root, std::initializer_list<std::string_view> path);
/// Takes the last key away; false when there was none.
bool remove(Json& root, std::initializer_list<std::string_view> path);

/// The number when it is a whole one that fits: 3 and 3.0 are, 3.5 and 1e30 are not.
std::optional<std::int64_t> whole_number(const Json& value);

/// A string_view as a standard one (Boost has its own type).
inline std::string_view text_of(const boost::json::string& text) {
    return {text.data(), text.size()};
}

}  // namespace flotilla::kube

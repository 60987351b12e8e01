#include "flotilla/kube/api/json.hpp"

#include <cmath>
#include <limits>

#include <fmt/compile.h>

#include "flotilla/base/json_string.hpp"
#include "flotilla/kube/api/detail/json_builder.hpp"

namespace flotilla::kube {
namespace {

using Path = std::initializer_list<std::string_view>;

void append_double(std::string& out, double number) {
    constexpr double kLimit = 9223372036854775808.0;  // 2^63
    if (!std::isfinite(number)) {
        out += "null";
    } else if (std::trunc(number) == number && std::abs(number) < kLimit) {
        fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), static_cast<std::int64_t>(number));
    } else {
        fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), number);
    }
}

void append_object(std::string& out, const JsonObject& object) {
    out += '{';
    for (const auto& member : object) {
        if (out.back() != '{') {
            out += ',';
        }
        append_json_string(out, {member.key().data(), member.key().size()});
        out += ':';
        append_json(out, member.value());
    }
    out += '}';
}

void append_array(std::string& out, const JsonArray& array) {
    out += '[';
    bool first = true;
    for (const Json& element : array) {
        if (!first) {
            out += ',';
        }
        first = false;
        append_json(out, element);
    }
    out += ']';
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
    detail::JsonScanner scanner{text};
    Json value = detail::build_json(scanner);
    if (!scanner.ok() || !scanner.expect_end()) {
        return tl::unexpected{scanner.error()};
    }
    return value;
}

void append_json_string(std::string& out, std::string_view text) {
    flotilla::append_json_string(out, text);
}

void append_json(std::string& out, const Json& value) {
    switch (value.kind()) {
        case boost::json::kind::null:
            out += "null";
            break;
        case boost::json::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            break;
        case boost::json::kind::int64:
            fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), value.get_int64());
            break;
        case boost::json::kind::uint64:
            fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), value.get_uint64());
            break;
        case boost::json::kind::double_:
            append_double(out, value.get_double());
            break;
        case boost::json::kind::string:
            append_json_string(out, text_of(value.get_string()));
            break;
        case boost::json::kind::array:
            append_array(out, value.get_array());
            break;
        case boost::json::kind::object:
            append_object(out, value.get_object());
            break;
    }
}

std::string to_json(const Json& value) {
    std::string out;
    append_json(out, value);
    return out;
}

const Json* find(const Json& root, Path path) {
    const Json* at = &root;
    for (const std::string_view key : path) {
        const JsonObject* object = at->if_object();
        at = object == nullptr ? nullptr : object->if_contains(key);
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

Json* find(Json& root, Path path) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): ours, not const
    return const_cast<Json*>(find(std::as_const(root), path));
}

std::optional<std::string_view> find_string(const Json& root, Path path) {
    const Json* value = find(root, path);
    if (value == nullptr || !value->is_string()) {
        return std::nullopt;
    }
    return text_of(value->get_string());
}

std::optional<std::int64_t> find_int(const Json& root, Path path) {
    const Json* value = find(root, path);
    return value == nullptr ? std::nullopt : whole_number(*value);
}

std::optional<bool> find_bool(const Json& root, Path path) {
    const Json* value = find(root, path);
    return value == nullptr || !value->is_bool() ? std::nullopt : std::optional{value->get_bool()};
}

const JsonObject* find_object(const Json& root, Path path) {
    const Json* value = find(root, path);
    return value == nullptr ? nullptr : value->if_object();
}

const JsonArray* find_array(const Json& root, Path path) {
    const Json* value = find(root, path);
    return value == nullptr ? nullptr : value->if_array();
}

Json& place(Json& root, Path path) {
    Json* at = &root;
    for (const std::string_view key : path) {
        if (!at->is_object()) {
            at->emplace_object();
        }
        at = &at->get_object()[key];
    }
    return *at;
}

bool remove(Json& root, Path path) {
    Json* at = &root;
    for (const std::string_view* key = path.begin(); key != path.end(); ++key) {
        JsonObject* object = at->if_object();
        if (object == nullptr) {
            return false;
        }
        if (key + 1 == path.end()) {
            return object->erase(*key) != 0;
        }
        at = object->if_contains(*key);
        if (at == nullptr) {
            return false;
        }
    }
    return false;
}

std::optional<std::int64_t> whole_number(const Json& value) {
    if (const std::int64_t* number = value.if_int64()) {
        return *number;
    }
    if (const std::uint64_t* number = value.if_uint64()) {
        constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return *number <= kMax ? std::optional{static_cast<std::int64_t>(*number)} : std::nullopt;
    }
    if (const double* number = value.if_double()) {
        constexpr double kLimit = 9223372036854775808.0;  // 2^63
        const bool fits = std::trunc(*number) == *number && *number >= -kLimit && *number < kLimit;
        return fits ? std::optional{static_cast<std::int64_t>(*number)} : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace flotilla::kube

#include "flotilla/cluster/schema/detail/complaints.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace flotilla::cluster::detail {
namespace {

using Type = kube::FieldError::Type;

void add(Causes& causes, Type type, std::string field, std::string value, std::string_view detail) {
    causes.push_back({type, std::move(field), std::move(value), std::string{detail}});
}

}  // namespace

void required(Causes& causes, std::string field, std::string_view detail) {
    add(causes, Type::Required, std::move(field), {}, detail);
}

void invalid(Causes& causes, std::string field, const kube::Json& value, std::string_view detail) {
    add(causes, Type::Invalid, std::move(field), kube::to_json(value), detail);
}

void duplicate(Causes& causes, std::string field, const kube::Json& value) {
    add(causes, Type::Duplicate, std::move(field), kube::to_json(value), {});
}

void forbidden(Causes& causes, std::string field, std::string_view detail) {
    add(causes, Type::Forbidden, std::move(field), {}, detail);
}

void not_supported(
    Causes& causes, std::string field, const kube::Json& value, const std::vector<std::string>& supported
) {
    std::vector<std::string> quoted;
    for (const std::string& each : supported) {
        quoted.push_back(fmt::format("\"{}\"", each));
    }
    const std::string detail =
        quoted.empty() ? "" : fmt::format("supported values: {}", fmt::join(quoted, ", "));
    add(causes, Type::NotSupported, std::move(field), kube::to_json(value), detail);
}

void too_long(Causes& causes, std::string field, std::size_t most_bytes) {
    add(causes, Type::TooLong, std::move(field), {}, fmt::format("may not be more than {} bytes", most_bytes)
    );
}

void too_many(Causes& causes, std::string field, std::size_t actual, std::size_t most) {
    add(causes,
        Type::TooMany,
        std::move(field),
        fmt::format("{}", actual),
        fmt::format("must have at most {} {}", most, most == 1 ? "item" : "items"));
}

void wrong_type(Causes& causes, std::string field, const kube::Json& value, std::string_view detail) {
    add(causes, Type::TypeInvalid, std::move(field), kube::to_json(value), detail);
}

std::string join(std::string_view path, std::string_view field) {
    if (path.empty() || field.empty()) {
        return std::string{path.empty() ? field : path};
    }
    return fmt::format("{}.{}", path, field);
}

std::string indexed(std::string_view path, std::size_t index) {
    return fmt::format("{}[{}]", path, index);
}

std::string keyed(std::string_view path, std::string_view key) {
    return fmt::format("{}[{}]", path, key);
}

}  // namespace flotilla::cluster::detail

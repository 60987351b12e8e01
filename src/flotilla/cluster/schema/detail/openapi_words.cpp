#include "flotilla/cluster/schema/detail/openapi_words.hpp"

#include <array>
#include <utility>

#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster::detail {
namespace {

template <class T, std::size_t Size>
std::optional<T> find_word(
    const std::array<std::pair<std::string_view, T>, Size>& words, std::string_view word
) {
    for (const auto& [name, value] : words) {
        if (name == word) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace

std::string_view text_at(const boost::json::object& source, std::string_view field) {
    const kube::Json* value = source.if_contains(field);
    const boost::json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : kube::text_of(*text);
}

Format format_of(const boost::json::object& source) {
    constexpr std::array<std::pair<std::string_view, Format>, 6> kFormats{{
        {"", Format::None},
        {"int32", Format::Int32},
        {"int64", Format::Int64},
        {"double", Format::Double},
        {"byte", Format::Byte},
        {"date-time", Format::DateTime},
    }};
    return find_word(kFormats, text_at(source, "format")).value_or(Format::Other);
}

std::optional<Shape> scalar_shape_of(const boost::json::object& source) {
    constexpr std::array<std::pair<std::string_view, Shape>, 4> kShapes{{
        {"string", Shape::String},
        {"integer", Shape::Integer},
        {"number", Shape::Number},
        {"boolean", Shape::Boolean},
    }};
    return find_word(kShapes, text_at(source, "type"));
}

std::string_view type_word(Shape shape) {
    switch (shape) {
        case Shape::Object:
        case Shape::Map:
            return "object";
        case Shape::List:
            return "array";
        case Shape::String:
            return "string";
        case Shape::Integer:
            return "integer";
        case Shape::Number:
            return "number";
        case Shape::Boolean:
            return "boolean";
        default:
            return {};
    }
}

ListType list_type_of(const boost::json::object& source) {
    constexpr std::array<std::pair<std::string_view, ListType>, 2> kTypes{{
        {"set", ListType::Set},
        {"map", ListType::Map},
    }};
    return find_word(kTypes, text_at(source, "x-kubernetes-list-type")).value_or(ListType::Atomic);
}

}  // namespace flotilla::cluster::detail

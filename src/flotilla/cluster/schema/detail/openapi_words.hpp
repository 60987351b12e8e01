#pragma once
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "flotilla/cluster/schema/schema.hpp"

/// The words of OpenAPI schemas, as built-in definitions and CustomResourceDefinitions both use them.
namespace flotilla::cluster::detail {

/// The text of a field; empty when it is absent or no text.
std::string_view text_at(const boost::json::object& source, std::string_view field);

/// What "format" says.
Format format_of(const boost::json::object& source);
/// What "type" says; nothing for objects, arrays and anything else.
std::optional<Shape> scalar_shape_of(const boost::json::object& source);
/// The "type" of such values; empty where any will do.
std::string_view type_word(Shape shape);
/// What "x-kubernetes-list-type" says.
ListType list_type_of(const boost::json::object& source);

}  // namespace flotilla::cluster::detail

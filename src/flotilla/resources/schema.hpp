#pragma once
#include <initializer_list>
#include <optional>
#include <string_view>

#include "flotilla/kube/api/json.hpp"

/// Builders of structural OpenAPI schemas, so that a schema reads like the type it describes.
namespace flotilla::resources::schema {

using kube::Json;
using kube::JsonObject;

struct Property {
    std::string_view name;
    Json schema;
    bool is_required = false;
};

struct Range {
    std::optional<std::int64_t> minimum{};
    std::optional<std::int64_t> maximum{};
};

Json text(std::string_view description);
/// A Kubernetes object's name: DNS-1123 subdomain.
Json object_name(std::string_view description);
Json choice(std::string_view description, std::initializer_list<std::string_view> values);
Json integer(std::string_view description, Range range = {});
/// A number above 0.
Json positive_number(std::string_view description);
Json boolean(std::string_view description);
Json date_time(std::string_view description);
Json object(std::string_view description, std::initializer_list<Property> properties);
/// Any keys, values of one schema.
Json map_of(std::string_view description, Json values);
Json list_of(std::string_view description, Json items);
/// A list whose items are told apart by `key`.
Json list_by(std::string_view key, std::string_view description, Json items);

/// The same schema with a default.
Json with_default(Json schema, Json value);
/// The same schema with one more keyword: `with(list, "minItems", 1)`.
Json with(Json schema, std::string_view keyword, Json value);

/// `status.conditions` as every resource has it.
Json conditions();

}  // namespace flotilla::resources::schema

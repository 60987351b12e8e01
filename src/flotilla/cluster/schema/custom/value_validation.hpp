#pragma once
#include "flotilla/cluster/schema/detail/complaints.hpp"
#include "flotilla/cluster/schema/schema.hpp"

/// A custom resource against the schema of its definition.
namespace flotilla::cluster::custom {

/// What is wrong with `object`. Parts that are as they were in `old` (null on create) are not looked at
/// again: an object that was stored under an older schema can be changed elsewhere.
detail::Causes validate_value(const Schema& schema, const kube::Json& object, const kube::Json* old);

/// Whether a string is of a format that an API server checks ("date-time", "ipv4", "uuid", …); formats that
/// it does not know fit all.
bool fits_format(std::string_view format, std::string_view text);

}  // namespace flotilla::cluster::custom

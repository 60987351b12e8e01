#pragma once
#include <string>

#include "flotilla/cluster/schema/detail/complaints.hpp"

/// Whether a schema is structural: each value has one type that can be told without looking at the value.
namespace flotilla::cluster::custom {

/// @param path of the schema in its definition, "spec.versions[0].schema.openAPIV3Schema"
detail::Causes check_structural(const kube::Json& schema, const std::string& path);

}  // namespace flotilla::cluster::custom

#pragma once
#include <string>
#include <string_view>

#include "flotilla/cluster/schema/constraints.hpp"
#include "flotilla/cluster/schema/detail/complaints.hpp"

/// The rules in CEL of a custom resource's value.
namespace flotilla::cluster::custom {

/// Rules about a change are not asked when there is no `old`.
void check_rules(
    const Constraints& constraints,
    const kube::Json& value,
    const kube::Json* old,
    const std::string& path,
    detail::Causes& causes
);

/// What a JSON schema calls the type of a value: "integer", "object", …
std::string_view type_name(const kube::Json& value);

}  // namespace flotilla::cluster::custom

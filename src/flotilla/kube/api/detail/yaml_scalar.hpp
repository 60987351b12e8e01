#pragma once
#include <string_view>

#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube::detail {

/// What a plain scalar means by the core schema of YAML 1.2, but for infinities and NaN, which JSON lacks:
/// null, a boolean, a number, or a text. As kubectl does, 0777 is octal.
Json resolve_yaml_scalar(std::string_view text);

}  // namespace flotilla::kube::detail

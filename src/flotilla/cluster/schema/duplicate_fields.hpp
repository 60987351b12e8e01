#pragma once
#include <string>
#include <string_view>
#include <vector>

/// Fields that a body has twice. A parser keeps the last of them and says nothing, so this looks at the text.
namespace flotilla::cluster {

/// `duplicate field "spec.replicas"` for each field that an object of the text has twice, in order. The text
/// need not be valid JSON: what comes after the first mistake is not looked at.
std::vector<std::string> find_duplicate_fields(std::string_view json_text);

}  // namespace flotilla::cluster

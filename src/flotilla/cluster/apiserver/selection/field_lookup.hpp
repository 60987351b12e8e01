#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace flotilla::cluster {

/// The text of a scalar at a dotted path ("spec.nodeName", "status.podIPs.0.ip") of a compact JSON object,
/// without parsing the rest; absent when there is none.
std::optional<std::string> lookup_field(std::string_view json, std::string_view path);

}  // namespace flotilla::cluster

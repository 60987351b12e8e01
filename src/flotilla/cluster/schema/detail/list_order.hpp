#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/kube/api/json.hpp"

/// The order of elements when a list from a patch meets the list on the server.
namespace flotilla::cluster::detail {

/// What identifies an element: its merge key's value, or itself in a list of primitives (`merge_key` empty).
/// Nothing for an object without its merge key.
std::optional<std::string> element_identity(const kube::Json& element, std::string_view merge_key);

/// Orders `merged`: elements named in `wanted` in that order, the others where the list on the server had
/// them relative to those. `wanted` and `server` are identities; elements without an identity must have been
/// refused before.
boost::json::array order_elements(
    boost::json::array merged,
    const std::vector<std::string>& wanted,
    const std::vector<std::string>& server,
    std::string_view merge_key
);

}  // namespace flotilla::cluster::detail

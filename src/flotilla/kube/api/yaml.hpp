#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"

/// YAML as kubectl reads and writes it: JSON's values, with the scalars of YAML 1.2 (`yes` and `on` are
/// texts).
namespace flotilla::kube {

/// The documents of a stream, empty ones left out. Fails with InvalidArgument, naming line and column: "line
/// 3, column 7: …".
/// `<<` merges and non-text keys (which become their text) are understood; aliases are, up to a size that no
/// honest file has.
Result<std::vector<Json>> parse_yaml_documents(std::string_view text);
/// Exactly one document; null when there is none.
Result<Json> parse_yaml(std::string_view text);

/// Block style, keys in their order in `value`, texts quoted where they would otherwise read as something
/// else.
std::string to_yaml(const Json& value);

}  // namespace flotilla::kube

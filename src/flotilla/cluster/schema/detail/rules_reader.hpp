#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/builtin_rules.hpp"

/// The tables beside the API's definitions: zeros.json, defaults.json and rules.json.
namespace flotilla::cluster::detail {

using RulesByDefinition = std::map<std::string, BuiltinRules, std::less<>>;

struct RuleTexts {
    std::string_view zeros;
    std::string_view defaults;
    std::string_view checks;
};

/// Fails with Internal, naming the table and the entry, when a table is not what it should be.
Result<RulesByDefinition> read_rules(const RuleTexts& texts);

}  // namespace flotilla::cluster::detail

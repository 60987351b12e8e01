#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/kube/api/json.hpp"

/// What the API promises for a built-in struct beyond its fields, read from data/kubernetes-1.34.
namespace flotilla::cluster {

struct NamedValue {
    std::string name;
    kube::Json value;
};

/// Values for fields that were left out, when a condition holds.
struct DefaultRule {
    std::vector<std::string> at;   ///< where below the struct; the rule does not count when nothing is there
    std::vector<NamedValue> when;  ///< fields that must have these values (null: must be absent)
    std::vector<NamedValue> set;   ///< absent, null, "" or an empty list becomes this
    std::vector<NamedValue> nonzero;  ///< the same, and 0 too
    std::vector<std::pair<std::string, std::string>>
        copy;  ///< the first field, when absent or 0, from the second
};

/// One check of one field; data/kubernetes-1.34/README.md says what there is.
struct FieldCheck {
    std::string field;
    std::string check;  ///< "required", "dns_label", "min", …
    kube::Json argument;
};

struct BuiltinRules {
    std::vector<NamedValue> zeros;  ///< what Go always writes, null among them
    std::vector<DefaultRule> defaults;
    std::vector<FieldCheck> checks;
    kube::Json empty_object;  ///< of kinds: what an empty Go struct is as JSON, nested structs included

    /// The default of a field that does not depend on others, else what Go writes for it; null when there is
    /// none.
    [[nodiscard]] const kube::Json* plain_default(std::string_view field) const;
};

}  // namespace flotilla::cluster

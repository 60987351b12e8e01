#include "flotilla/cluster/schema/builtin_rules.hpp"

namespace flotilla::cluster {

const kube::Json* BuiltinRules::plain_default(std::string_view field) const {
    for (const DefaultRule& rule : defaults) {
        if (!rule.when.empty() || !rule.at.empty()) {
            continue;
        }
        for (const NamedValue& entry : rule.set) {
            if (entry.name == field) {
                return &entry.value;
            }
        }
    }
    for (const NamedValue& zero : zeros) {
        if (zero.name == field) {
            return zero.value.is_null() ? nullptr : &zero.value;
        }
    }
    return nullptr;
}

}  // namespace flotilla::cluster

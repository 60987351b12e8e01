#include "flotilla/cluster/schema/custom/rule_checks.hpp"

#include <utility>

#include <fmt/format.h>

namespace flotilla::cluster::custom {
namespace {

/// The value as a complaint about a rule shows it: by its type only.
kube::Json shown(const kube::Json& value) {
    return kube::Json(type_name(value));
}

/// The root of an object has no name in upstream's paths.
std::string shown_path(const std::string& path) {
    return path.empty() ? "<nil>" : path;
}

std::string message_of(const ValidationRule& rule, const kube::Json& value, const kube::Json* old) {
    if (rule.message_expression) {
        const Result<kube::Json> message = rule.message_expression->evaluate(value, old);
        if (message && message->is_string()) {
            return std::string{kube::text_of(message->get_string())};
        }
    }
    return rule.message.empty() ? fmt::format("failed rule: {}", rule.rule.text()) : rule.message;
}

}  // namespace

std::string_view type_name(const kube::Json& value) {
    switch (value.kind()) {
        case boost::json::kind::null:
            return "null";
        case boost::json::kind::bool_:
            return "boolean";
        case boost::json::kind::string:
            return "string";
        case boost::json::kind::array:
            return "array";
        case boost::json::kind::object:
            return "object";
        default:
            return kube::whole_number(value) ? "integer" : "number";
    }
}

void check_rules(
    const Constraints& constraints,
    const kube::Json& value,
    const kube::Json* old,
    const std::string& path,
    detail::Causes& causes
) {
    for (const ValidationRule& rule : constraints.rules) {
        if (rule.rule.uses_old_self() && old == nullptr) {
            continue;  // about changes, and this is none
        }
        const Result<kube::Json> holds = rule.rule.evaluate(value, old);
        if (!holds) {
            detail::invalid(
                causes,
                shown_path(path),
                shown(value),
                fmt::format("{} evaluating rule: {}", holds.error().message, rule.rule.text())
            );
        } else if (*holds != true) {
            const bool has_value = rule.reason == kube::FieldError::Type::Invalid ||
                                   rule.reason == kube::FieldError::Type::Duplicate;
            causes.push_back(
                {rule.reason,
                 shown_path(
                     path + (path.empty() && rule.field_path.starts_with('.') ? rule.field_path.substr(1)
                                                                              : rule.field_path)
                 ),
                 has_value ? kube::to_json(shown(value)) : std::string{},
                 message_of(rule, value, old)}
            );
        }
    }
}

}  // namespace flotilla::cluster::custom

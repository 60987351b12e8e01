#include "flotilla/cluster/schema/detail/rules_reader.hpp"

#include <utility>

namespace flotilla::cluster::detail {
namespace {

namespace json = boost::json;

Result<json::object> read_table(std::string_view text, std::string_view name) {
    Result<kube::Json> table = kube::parse_json(text);
    if (!table) {
        return fail(ErrorCode::Internal, fmt::format("{}: {}", name, table.error().message));
    }
    if (!table->is_object()) {
        return fail(ErrorCode::Internal, fmt::format("{} is no object", name));
    }
    return std::move(table->get_object());
}

std::vector<NamedValue> named_values(const json::object& rule, std::string_view part) {
    std::vector<NamedValue> result;
    if (const kube::Json* values = rule.if_contains(part)) {
        for (const auto& [name, value] : values->as_object()) {
            result.push_back({std::string{name}, value});
        }
    }
    return result;
}

std::vector<std::string> dotted(std::string_view path) {
    std::vector<std::string> steps;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        steps.emplace_back(path.substr(0, dot));
        path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    }
    return steps;
}

DefaultRule default_rule(const json::object& source) {
    DefaultRule rule;
    if (const kube::Json* at = source.if_contains("at")) {
        rule.at = dotted(kube::text_of(at->as_string()));
    }
    rule.when = named_values(source, "when");
    rule.set = named_values(source, "set");
    rule.nonzero = named_values(source, "nonzero");
    if (const kube::Json* copies = source.if_contains("copy")) {
        for (const auto& [to, from] : copies->as_object()) {
            rule.copy.emplace_back(std::string{to}, std::string{kube::text_of(from.as_string())});
        }
    }
    return rule;
}

/// `"required"` or `["min", 0]`.
FieldCheck field_check(std::string_view field, const kube::Json& source) {
    if (const json::string* name = source.if_string()) {
        return {std::string{field}, std::string{kube::text_of(*name)}, {}};
    }
    const json::array& pair = source.as_array();
    return {std::string{field}, std::string{kube::text_of(pair.at(0).as_string())}, pair.at(1)};
}

void read_zeros(const json::object& table, RulesByDefinition& rules) {
    for (const auto& [definition, fields] : table) {
        for (const auto& [name, value] : fields.as_object()) {
            rules[std::string{definition}].zeros.push_back({std::string{name}, value});
        }
    }
}

void read_defaults(const json::object& table, RulesByDefinition& rules) {
    for (const auto& [definition, list] : table) {
        for (const kube::Json& rule : list.as_array()) {
            rules[std::string{definition}].defaults.push_back(default_rule(rule.as_object()));
        }
    }
}

void read_checks(const json::object& table, RulesByDefinition& rules) {
    for (const auto& [definition, fields] : table) {
        for (const auto& [field, checks] : fields.as_object()) {
            for (const kube::Json& check : checks.as_array()) {
                rules[std::string{definition}].checks.push_back(field_check(field, check));
            }
        }
    }
}

}  // namespace

Result<RulesByDefinition> read_rules(const RuleTexts& texts) {
    FLOTILLA_TRY(const json::object zeros, read_table(texts.zeros, "zeros.json"));
    FLOTILLA_TRY(const json::object defaults, read_table(texts.defaults, "defaults.json"));
    FLOTILLA_TRY(const json::object checks, read_table(texts.checks, "rules.json"));
    RulesByDefinition rules;
    try {
        read_zeros(zeros, rules);
        read_defaults(defaults, rules);
        read_checks(checks, rules);
    } catch (const std::exception& error
    ) {  // a table of ours that is not of the shape that its README promises
        return fail(ErrorCode::Internal, fmt::format("the tables of rules: {}", error.what()));
    }
    return rules;
}

}  // namespace flotilla::cluster::detail

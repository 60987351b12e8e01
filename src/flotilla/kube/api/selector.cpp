#include "flotilla/kube/api/selector.hpp"

#include <algorithm>
#include <charconv>

#include "flotilla/kube/api/dynamic_object.hpp"
#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/types/meta.gen.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::kube {
namespace {

using Operator = LabelSelector::Operator;
using Requirement = LabelSelector::Requirement;

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t number = 0;
    const bool has_plus = text.starts_with('+') && !text.starts_with("+-");
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data() + (has_plus ? 1 : 0), end, number);
    return failure == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

bool holds(const Requirement& wanted, std::optional<std::string_view> value) {
    const auto listed = [&] {
        return std::find(wanted.values.begin(), wanted.values.end(), *value) != wanted.values.end();
    };
    switch (wanted.op) {
        case Operator::Equals:
        case Operator::In:
            return value && listed();
        case Operator::NotEquals:
        case Operator::NotIn:
            return !value || !listed();
        case Operator::Exists:
            return value.has_value();
        case Operator::DoesNotExist:
            return !value;
        case Operator::GreaterThan:
        case Operator::LessThan:
            break;
    }
    const auto number = value ? integer(*value) : std::nullopt;
    const auto limit = integer(wanted.values.front());
    return number && limit && (wanted.op == Operator::GreaterThan ? *number > *limit : *number < *limit);
}

/// What is wrong with the number or the form of a requirement's values.
std::string_view check_values(const Requirement& requirement) {
    const std::size_t count = requirement.values.size();
    switch (requirement.op) {
        case Operator::In:
        case Operator::NotIn:
            return count == 0 ? "for 'in', 'notin' operators, values set can't be empty" : "";
        case Operator::Equals:
        case Operator::NotEquals:
            return count != 1 ? "exact-match compatibility requires one single value" : "";
        case Operator::Exists:
        case Operator::DoesNotExist:
            return count != 0 ? "values set must be empty for exists and does not exist" : "";
        case Operator::GreaterThan:
        case Operator::LessThan:
            if (count != 1) {
                return "for 'Gt', 'Lt' operators, exactly one value is required";
            }
            return integer(requirement.values.front())
                       ? ""
                       : "for 'Gt', 'Lt' operators, the value must be an integer";
    }
    return "";
}

std::string quoted(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

/// Everything that is wrong with a requirement, as upstream's list of field errors says it.
std::vector<std::string> complaints_of(const Requirement& requirement) {
    std::vector<std::string> out;
    const auto invalid = [&out](std::string_view where, std::string_view value, std::string_view why) {
        out.push_back(fmt::format("{}: Invalid value: {}: {}", where, value, why));
    };
    if (const Complaints complaints = check_qualified_name(requirement.key); !complaints.empty()) {
        invalid("key", quoted(requirement.key), fmt::format("{}", fmt::join(complaints, "; ")));
    }
    if (const std::string_view why = check_values(requirement); !why.empty()) {
        const bool is_number =
            requirement.op == Operator::GreaterThan || requirement.op == Operator::LessThan;
        std::vector<std::string> values;
        std::transform(
            requirement.values.begin(), requirement.values.end(), std::back_inserter(values), quoted
        );
        if (is_number && values.size() == 1) {
            invalid("values[0]", values.front(), why);
        } else {
            invalid("values", fmt::format("[{}]", fmt::join(values, ",")), why);
        }
    }
    for (std::size_t i = 0; i < requirement.values.size(); ++i) {
        if (const Complaints complaints = check_label_value(requirement.values[i]); !complaints.empty()) {
            invalid(
                fmt::format("values[{}][{}]", i, requirement.key),
                quoted(requirement.values[i]),
                fmt::format("{}", fmt::join(complaints, "; "))
            );
        }
    }
    return out;
}

Result<Operator> operator_of(std::string_view text) {
    if (text == "In") {
        return Operator::In;
    }
    if (text == "NotIn") {
        return Operator::NotIn;
    }
    if (text == "Exists") {
        return Operator::Exists;
    }
    if (text == "DoesNotExist") {
        return Operator::DoesNotExist;
    }
    return fail(
        ErrorCode::InvalidArgument, fmt::format("{} is not a valid label selector operator", quoted(text))
    );
}

void append(std::string& out, const Requirement& requirement) {
    const auto list = [&](std::string_view word) {
        out += fmt::format("{} {} ({})", requirement.key, word, fmt::join(requirement.values, ","));
    };
    const auto binary = [&](std::string_view sign) {
        out += fmt::format("{}{}{}", requirement.key, sign, requirement.values.front());
    };
    switch (requirement.op) {
        case Operator::Equals:
            return binary("=");
        case Operator::NotEquals:
            return binary("!=");
        case Operator::In:
            return list("in");
        case Operator::NotIn:
            return list("notin");
        case Operator::Exists:
            out += requirement.key;
            return;
        case Operator::DoesNotExist:
            out += "!" + requirement.key;
            return;
        case Operator::GreaterThan:
            return binary(">");
        case Operator::LessThan:
            return binary("<");
    }
}

}  // namespace

LabelSource::LabelSource(const StringMap& labels)
    : of_{&labels}, find_{[](const void* of, std::string_view key) -> std::optional<std::string_view> {
          const auto& map = *static_cast<const StringMap*>(of);
          const auto found = map.find(key);
          return found == map.end() ? std::nullopt : std::optional<std::string_view>{found->second};
      }} {}

LabelSource::LabelSource(const EncodedObject& object)
    : of_{&object}, find_{[](const void* of, std::string_view key) {
          return static_cast<const EncodedObject*>(of)->label(key);
      }} {}

LabelSource::LabelSource(const DynamicObject& object)
    : of_{&object}, find_{[](const void* of, std::string_view key) {
          return static_cast<const DynamicObject*>(of)->label(key);
      }} {}

Result<void> LabelSelector::add(Requirement requirement) {
    std::sort(requirement.values.begin(), requirement.values.end());
    requirement.values.erase(
        std::unique(requirement.values.begin(), requirement.values.end()), requirement.values.end()
    );
    if (const std::vector<std::string> complaints = complaints_of(requirement); !complaints.empty()) {
        const std::string all = fmt::format("{}", fmt::join(complaints, ", "));
        return fail(ErrorCode::InvalidArgument, complaints.size() == 1 ? all : fmt::format("[{}]", all));
    }
    const auto later = [](const Requirement& a, const Requirement& b) { return a.key < b.key; };
    requirements_.insert(
        std::upper_bound(requirements_.begin(), requirements_.end(), requirement, later),
        std::move(requirement)
    );
    return {};
}

Result<LabelSelector> LabelSelector::from(const LabelSelectorSpec& spec) {
    LabelSelector out;
    for (const auto& [key, value] : spec.match_labels) {
        FLOTILLA_CHECK(out.add({key, Operator::Equals, {value}}));
    }
    for (const LabelSelectorRequirement& expression : spec.match_expressions) {
        FLOTILLA_TRY(const Operator op, operator_of(expression.operator_));
        FLOTILLA_CHECK(out.add({expression.key, op, expression.values}));
    }
    return out;
}

Result<LabelSelector> LabelSelector::from_json(const Json& json) {
    FLOTILLA_TRY(const LabelSelectorSpec spec, decode<LabelSelectorSpec>(json));
    return from(spec);
}

LabelSelector LabelSelector::of(const StringMap& labels) {
    LabelSelector out;
    for (const auto& [key, value] : labels) {
        out.requirements_.push_back({key, Operator::Equals, {value}});
    }
    return out;
}

bool LabelSelector::matches(LabelSource labels) const {
    return std::all_of(requirements_.begin(), requirements_.end(), [&labels](const Requirement& requirement) {
        return holds(requirement, labels.find(requirement.key));
    });
}

std::string LabelSelector::text() const {
    std::string out;
    for (const Requirement& requirement : requirements_) {
        if (!out.empty()) {
            out += ',';
        }
        append(out, requirement);
    }
    return out;
}

}  // namespace flotilla::kube

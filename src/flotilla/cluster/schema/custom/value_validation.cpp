#include "flotilla/cluster/schema/custom/value_validation.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "flotilla/cluster/schema/constraints.hpp"
#include "flotilla/cluster/schema/custom/rule_checks.hpp"
#include "flotilla/cluster/schema/detail/field_walk.hpp"
#include "flotilla/cluster/schema/detail/openapi_words.hpp"

namespace flotilla::cluster::custom {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

bool has_type(const kube::Json& value, Shape shape) {
    if (shape == Shape::IntOrString) {
        return value.is_string() || kube::whole_number(value).has_value();
    }
    const std::string_view wanted = type_word(shape);
    const std::string_view actual = type_name(value);
    return wanted.empty() || wanted == actual || (wanted == "number" && actual == "integer");
}

/// How many characters a person would count.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string shown_number(double number) {
    return fmt::format("{}", number);
}

/// What the elements of a keyed list were before; those of other lists have no past.
class OldElements {
public:
    OldElements(const Schema& schema, const kube::Json* old) : schema_{schema} {
        if (old == nullptr || schema.shape != Shape::List || schema.list_type != ListType::Map) {
            return;
        }
        for (SteppedElement& element : stepped_elements(schema, *old)) {
            by_step_.emplace(std::move(element.step), element.value);
        }
    }

    [[nodiscard]] const kube::Json* of(const kube::Json& element) const {
        if (by_step_.empty()) {
            return nullptr;
        }
        const tl::expected<PathElement, std::string> step = element_step(schema_, element);
        const auto found = step ? by_step_.find(*step) : by_step_.end();
        return found == by_step_.end() ? nullptr : found->second;
    }

private:
    const Schema& schema_;
    std::unordered_map<PathElement, const kube::Json*> by_step_;
};

class Validator {
public:
    explicit Validator(Causes& causes) : causes_{causes} {}

    void validate(
        const Schema& schema, const kube::Json& value, const kube::Json* old, const std::string& path
    ) {
        if (old != nullptr && same_json(value, *old)) {
            return;
        }
        if (value.is_null() && schema.nullable) {
            return;
        }
        if (!has_type(value, schema.shape)) {
            report_type(schema, value, path);
            return;
        }
        if (schema.constraints != nullptr) {
            check_enumeration(*schema.constraints, value, path);
            check_combinations(*schema.constraints, value, path);
        }
        switch (value.kind()) {
            case json::kind::object:
                object(schema, value.get_object(), old, path);
                break;
            case json::kind::array:
                list(schema, value, old, path);
                break;
            case json::kind::string:
                string(schema, value, path);
                break;
            case json::kind::int64:
            case json::kind::uint64:
            case json::kind::double_:
                number(schema, value, path);
                break;
            default:
                break;
        }
        if (schema.constraints != nullptr) {
            check_rules(*schema.constraints, value, old, path, rule_causes_);
        }
    }

    /// What the rules in CEL have to say: nothing reliable about an object whose shape is wrong.
    void append_rules(const Schema& schema) {
        if (!has_rules(schema)) {
            return;
        }
        if (std::ranges::any_of(causes_, blocks_rules)) {
            causes_.push_back(
                {kube::FieldError::Type::Invalid,
                 "<nil>",
                 "null",
                 "some validation rules were not checked because the object was invalid; correct the "
                 "existing "
                 "errors to complete validation"}
            );
        } else {
            causes_.insert(causes_.end(), rule_causes_.begin(), rule_causes_.end());
        }
    }

private:
    static std::string in_body(const std::string& path) { return fmt::format("{} in body", path); }

    void report_type(const Schema& schema, const kube::Json& value, const std::string& path) {
        const std::string_view actual = type_name(value);
        const std::string_view wanted =
            schema.shape == Shape::IntOrString ? "integer,string" : type_word(schema.shape);
        wrong_type(
            causes_,
            path,
            kube::Json(actual),
            fmt::format("{} must be of type {}: \"{}\"", in_body(path), wanted, actual)
        );
    }

    void check_enumeration(const Constraints& rules, const kube::Json& value, const std::string& path) {
        if (rules.enumeration.empty() ||
            std::ranges::find(rules.enumeration, value) != rules.enumeration.end()) {
            return;
        }
        std::vector<std::string> supported;
        for (const kube::Json& each : rules.enumeration) {
            supported.push_back(
                each.is_string() ? std::string{kube::text_of(each.get_string())} : kube::to_json(each)
            );
        }
        not_supported(causes_, path, value, supported);
    }

    /// Of several alternatives of which none fits: what is wrong with the one that misses by the least.
    void report_nearest(
        const std::vector<const Schema*>& schemas, const kube::Json& value, const std::string& path
    ) {
        Causes nearest;
        for (const Schema* schema : schemas) {
            Causes inner;
            Validator{inner}.validate(*schema, value, nullptr, path);
            if (nearest.empty() || inner.size() < nearest.size()) {
                nearest = std::move(inner);
            }
        }
        causes_.insert(causes_.end(), nearest.begin(), nearest.end());
    }

    std::size_t count_valid(
        const std::vector<const Schema*>& schemas, const kube::Json& value, const std::string& path
    ) {
        return static_cast<std::size_t>(std::ranges::count_if(schemas, [&](const Schema* schema) {
            Causes inner;
            Validator{inner}.validate(*schema, value, nullptr, path);
            return inner.empty();
        }));
    }

    void check_combinations(const Constraints& rules, const kube::Json& value, const std::string& path) {
        for (const Schema* schema : rules.all_of) {
            validate(*schema, value, nullptr, path);
        }
        if (!rules.any_of.empty() && count_valid(rules.any_of, value, path) == 0) {
            invalid(causes_, path, "", fmt::format("\"{}\" must validate at least one schema (anyOf)", path));
            report_nearest(rules.any_of, value, path);
        }
        if (!rules.one_of.empty()) {
            const std::size_t valid = count_valid(rules.one_of, value, path);
            if (valid != 1) {
                const std::string found =
                    valid == 0 ? "Found none valid" : fmt::format("Found {} valid alternatives", valid);
                invalid(
                    causes_,
                    path,
                    "",
                    fmt::format("\"{}\" must validate one and only one schema (oneOf). {}", path, found)
                );
                if (valid == 0) {
                    report_nearest(rules.one_of, value, path);
                }
            }
        }
        if (rules.none_of != nullptr && count_valid({rules.none_of}, value, path) == 1) {
            invalid(causes_, path, "", fmt::format("\"{}\" must not validate the schema (not)", path));
        }
    }

    void object(
        const Schema& schema, const json::object& fields, const kube::Json* old, const std::string& path
    ) {
        const auto size = static_cast<std::int64_t>(fields.size());
        if (const Constraints* rules = schema.constraints) {
            if (rules->min_properties && size < *rules->min_properties) {
                invalid(
                    causes_,
                    path,
                    kube::Json(fields),
                    fmt::format(
                        "{} should have at least {} properties", in_body(path), *rules->min_properties
                    )
                );
            }
            if (rules->max_properties && size > *rules->max_properties) {
                too_many(causes_, path, fields.size(), static_cast<std::size_t>(*rules->max_properties));
            }
        }
        for (const std::string_view name : schema.required) {
            if (!fields.contains(name)) {
                required(causes_, join(path, name));
            }
        }
        const json::object* before = old == nullptr ? nullptr : old->if_object();
        for (const auto& [name, value] : fields) {
            if (const Schema* child = schema.child(name)) {
                validate(
                    *child, value, before == nullptr ? nullptr : before->if_contains(name), join(path, name)
                );
            }
        }
    }

    void list(const Schema& schema, const kube::Json& value, const kube::Json* old, const std::string& path) {
        const json::array& elements = value.get_array();
        const auto size = static_cast<std::int64_t>(elements.size());
        if (const Constraints* rules = schema.constraints) {
            if (rules->min_items && size < *rules->min_items) {
                invalid(
                    causes_,
                    path,
                    kube::Json(size),
                    fmt::format("{} should have at least {} items", in_body(path), *rules->min_items)
                );
            }
            if (rules->max_items && size > *rules->max_items) {
                too_many(causes_, path, elements.size(), static_cast<std::size_t>(*rules->max_items));
            }
            if (rules->unique_items) {
                check_unique(elements, path);
            }
        }
        if (schema.shape == Shape::List && schema.list_type != ListType::Atomic) {
            check_steps(schema, elements, path);
        }
        if (schema.element == nullptr) {
            return;
        }
        const OldElements before{schema, old};
        for (std::size_t i = 0; i < elements.size(); ++i) {
            validate(*schema.element, elements[i], before.of(elements[i]), indexed(path, i));
        }
    }

    void check_unique(const json::array& elements, const std::string& path) {
        std::unordered_set<std::string> seen;
        for (const kube::Json& element : elements) {
            if (!seen.insert(kube::to_json(element)).second) {
                invalid(
                    causes_, path, elements, fmt::format("{} shouldn't contain duplicates", in_body(path))
                );
                return;
            }
        }
    }

    /// The elements of sets and maps are there once.
    void check_steps(const Schema& schema, const json::array& elements, const std::string& path) {
        std::unordered_set<std::string> seen;
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const tl::expected<PathElement, std::string> step = element_step(schema, elements[i]);
            if (!step || seen.insert(*step).second) {
                continue;
            }
            json::object keys;
            for (const std::string_view key : schema.list_keys) {
                if (const kube::Json* part = kube::find(elements[i], {key})) {
                    keys.emplace(key, *part);
                }
            }
            duplicate(
                causes_,
                indexed(path, i),
                schema.list_type == ListType::Set ? elements[i] : kube::Json(std::move(keys))
            );
        }
    }

    void string(const Schema& schema, const kube::Json& value, const std::string& path) {
        const Constraints* rules = schema.constraints;
        if (rules == nullptr) {
            return;
        }
        const std::string_view text = kube::text_of(value.get_string());
        const auto length = static_cast<std::int64_t>(characters(text));
        if (rules->max_length && length > *rules->max_length) {
            too_long(causes_, path, static_cast<std::size_t>(*rules->max_length));
        }
        if (rules->min_length && length < *rules->min_length) {
            invalid(
                causes_,
                path,
                value,
                fmt::format("{} should be at least {} chars long", in_body(path), *rules->min_length)
            );
        }
        if (rules->pattern && !rules->pattern->found_in(text)) {
            invalid(
                causes_,
                path,
                value,
                fmt::format("{} should match '{}'", in_body(path), rules->pattern->text())
            );
        }
        if (!rules->format.empty() && !fits_format(rules->format, text)) {
            wrong_type(
                causes_,
                path,
                value,
                fmt::format("{} must be of type {}: {}", in_body(path), rules->format, kube::to_json(value))
            );
        }
    }

    void number(const Schema& schema, const kube::Json& value, const std::string& path) {
        const Constraints* rules = schema.constraints;
        if (rules == nullptr) {
            return;
        }
        const double actual = value.to_number<double>();
        if (rules->minimum &&
            (rules->exclusive_minimum ? actual <= *rules->minimum : actual < *rules->minimum)) {
            const std::string_view words =
                rules->exclusive_minimum ? "greater than" : "greater than or equal to";
            invalid(
                causes_,
                path,
                value,
                fmt::format("{} should be {} {}", in_body(path), words, shown_number(*rules->minimum))
            );
        }
        if (rules->maximum &&
            (rules->exclusive_maximum ? actual >= *rules->maximum : actual > *rules->maximum)) {
            const std::string_view words = rules->exclusive_maximum ? "less than" : "less than or equal to";
            invalid(
                causes_,
                path,
                value,
                fmt::format("{} should be {} {}", in_body(path), words, shown_number(*rules->maximum))
            );
        }
        if (rules->multiple_of && *rules->multiple_of > 0 && std::fmod(actual, *rules->multiple_of) != 0) {
            invalid(
                causes_,
                path,
                value,
                fmt::format("{} should be a multiple of {}", in_body(path), shown_number(*rules->multiple_of))
            );
        }
    }

    static bool blocks_rules(const kube::FieldError& error) {
        using Type = kube::FieldError::Type;
        return error.type == Type::NotSupported || error.type == Type::Required ||
               error.type == Type::TooLong || error.type == Type::TooMany || error.type == Type::TypeInvalid;
    }

    static bool has_rules(const Schema& schema) {
        return (schema.constraints != nullptr && !schema.constraints->rules.empty()) ||
               (schema.element != nullptr && has_rules(*schema.element)) ||
               std::ranges::any_of(schema.fields, [](const SchemaField& field) {
                   return has_rules(*field.schema);
               });
    }

    Causes& causes_;
    Causes rule_causes_;
};

}  // namespace

Causes validate_value(const Schema& schema, const kube::Json& object, const kube::Json* old) {
    Causes causes;
    Validator validator{causes};
    validator.validate(schema, object, old, "");
    if (!causes.empty() || old == nullptr || object != *old) {
        validator.append_rules(schema);
    }
    return causes;
}

}  // namespace flotilla::cluster::custom

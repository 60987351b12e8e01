#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/cluster/schema/custom/cel.hpp"
#include "flotilla/cluster/schema/pattern.hpp"
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/status.hpp"

/// What a custom resource's schema demands of a value, beyond its shape.
namespace flotilla::cluster {

/// One entry of x-kubernetes-validations.
struct ValidationRule {
    custom::CelExpression rule;
    std::string message;  ///< empty: "failed rule: …"
    std::optional<custom::CelExpression> message_expression;
    kube::FieldError::Type reason = kube::FieldError::Type::Invalid;
    std::string field_path;  ///< relative to the value, ".replicas"
};

struct Constraints {
    std::optional<double> minimum;
    std::optional<double> maximum;
    bool exclusive_minimum = false;
    bool exclusive_maximum = false;
    std::optional<double> multiple_of;
    std::optional<std::int64_t> min_length;
    std::optional<std::int64_t> max_length;
    std::optional<std::int64_t> min_items;
    std::optional<std::int64_t> max_items;
    std::optional<std::int64_t> min_properties;
    std::optional<std::int64_t> max_properties;
    bool unique_items = false;
    std::optional<Pattern> pattern;
    std::string format;  ///< as the schema names it, "date-time"
    std::vector<kube::Json> enumeration;
    std::optional<kube::Json> default_value;
    std::vector<ValidationRule> rules;
    std::vector<const Schema*> all_of;
    std::vector<const Schema*> any_of;
    std::vector<const Schema*> one_of;
    const Schema* none_of = nullptr;  ///< `not`
};

}  // namespace flotilla::cluster

#include "flotilla/cluster/schema/custom/schema_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "flotilla/cluster/schema/detail/openapi_words.hpp"

namespace flotilla::cluster::custom {
namespace {

namespace json = boost::json;
using detail::text_at;

bool flag_at(const json::object& source, std::string_view field) {
    const kube::Json* value = source.if_contains(field);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<double> number_at(const json::object& source, std::string_view field) {
    const kube::Json* value = source.if_contains(field);
    return value != nullptr && value->is_number() ? std::optional{value->to_number<double>()} : std::nullopt;
}

std::optional<std::int64_t> count_at(const json::object& source, std::string_view field) {
    const kube::Json* value = source.if_contains(field);
    return value == nullptr ? std::nullopt : kube::whole_number(*value);
}

class Reader {
public:
    Reader(const Schema& object_meta, detail::SchemaArena& arena, std::vector<std::string>& ignored_rules)
        : object_meta_{object_meta}, arena_{arena}, ignored_rules_{ignored_rules} {}

    Result<const Schema*> read(const json::object& source) {
        Schema& schema = arena_.make();
        schema.shape = shape_of(source);
        schema.format = detail::format_of(source);
        schema.nullable = flag_at(source, "nullable");
        schema.preserve_unknown = flag_at(source, "x-kubernetes-preserve-unknown-fields");
        schema.embedded_resource = flag_at(source, "x-kubernetes-embedded-resource");
        schema.atomic_map = text_at(source, "x-kubernetes-map-type") == "atomic";
        read_list_type(source, schema);
        FLOTILLA_CHECK(read_children(source, schema));
        FLOTILLA_TRY(const Constraints* constraints, read_constraints(source));
        schema.constraints = constraints;
        if (schema.embedded_resource) {
            add_envelope(schema);
        }
        return &schema;
    }

    /// apiVersion, kind and metadata, where the schema does not say something of its own.
    void add_envelope(Schema& schema) {
        const Schema& text = arena_.scalar(Shape::String, Format::None);
        put(schema, "apiVersion", text);
        put(schema, "kind", text);
        std::erase_if(schema.fields, [](const SchemaField& field) { return field.name == "metadata"; });
        put(schema, "metadata", object_meta_);
        std::ranges::sort(schema.fields, {}, &SchemaField::name);
    }

private:
    void put(Schema& schema, std::string_view name, const Schema& child) {
        if (std::ranges::find(schema.fields, name, &SchemaField::name) == schema.fields.end()) {
            schema.fields.push_back({arena_.intern(name), &child});
        }
    }

    static Shape shape_of(const json::object& source) {
        if (flag_at(source, "x-kubernetes-int-or-string")) {
            return Shape::IntOrString;
        }
        if (const auto scalar = detail::scalar_shape_of(source)) {
            return *scalar;
        }
        const std::string_view type = text_at(source, "type");
        if (type != "object") {
            return type == "array" ? Shape::List : Shape::Any;
        }
        const kube::Json* others = source.if_contains("additionalProperties");
        return others != nullptr && *others != false && !source.contains("properties") ? Shape::Map
                                                                                       : Shape::Object;
    }

    void read_list_type(const json::object& source, Schema& schema) {
        schema.list_type = detail::list_type_of(source);
        read_strings(source, "x-kubernetes-list-map-keys", schema.list_keys);
        std::ranges::sort(schema.list_keys);
        read_strings(source, "required", schema.required);
    }

    void read_strings(
        const json::object& source, std::string_view field, std::vector<std::string_view>& into
    ) {
        const kube::Json* list = source.if_contains(field);
        if (list == nullptr || !list->is_array()) {
            return;
        }
        for (const kube::Json& text : list->get_array()) {
            if (text.is_string()) {
                into.push_back(arena_.intern(kube::text_of(text.get_string())));
            }
        }
    }

    Result<void> read_children(const json::object& source, Schema& schema) {
        const kube::Json* properties = source.if_contains("properties");
        if (properties != nullptr && properties->is_object()) {
            for (const auto& [name, child] : properties->get_object()) {
                if (child.is_object()) {
                    FLOTILLA_TRY(const Schema* read_child, read(child.get_object()));
                    schema.fields.push_back({arena_.intern(name), read_child});
                }
            }
            std::ranges::sort(schema.fields, {}, &SchemaField::name);
        }
        const kube::Json* element =
            source.if_contains(schema.shape == Shape::List ? "items" : "additionalProperties");
        if (element != nullptr && element->is_object()) {
            FLOTILLA_TRY(schema.element, read(element->get_object()));
        } else if (element != nullptr && *element == true) {
            Schema& anything = arena_.make();
            anything.preserve_unknown = true;
            schema.element = &anything;
        }
        return {};
    }

    Result<const Constraints*> read_constraints(const json::object& source) {
        Constraints& result = arena_.make_constraints();
        result.minimum = number_at(source, "minimum");
        result.maximum = number_at(source, "maximum");
        result.exclusive_minimum = flag_at(source, "exclusiveMinimum");
        result.exclusive_maximum = flag_at(source, "exclusiveMaximum");
        result.multiple_of = number_at(source, "multipleOf");
        result.min_length = count_at(source, "minLength");
        result.max_length = count_at(source, "maxLength");
        result.min_items = count_at(source, "minItems");
        result.max_items = count_at(source, "maxItems");
        result.min_properties = count_at(source, "minProperties");
        result.max_properties = count_at(source, "maxProperties");
        result.unique_items = flag_at(source, "uniqueItems");
        result.format = text_at(source, "format");
        const std::string_view pattern = text_at(source, "pattern");
        if (!pattern.empty()) {
            FLOTILLA_TRY(result.pattern, Pattern::compile(pattern));
        }
        const kube::Json* enumeration = source.if_contains("enum");
        if (enumeration != nullptr && enumeration->is_array()) {
            result.enumeration.assign(enumeration->get_array().begin(), enumeration->get_array().end());
        }
        if (const kube::Json* value = source.if_contains("default")) {
            result.default_value = *value;
        }
        FLOTILLA_CHECK(read_rules(source, result.rules));
        FLOTILLA_CHECK(read_all(source, "allOf", result.all_of));
        FLOTILLA_CHECK(read_all(source, "anyOf", result.any_of));
        FLOTILLA_CHECK(read_all(source, "oneOf", result.one_of));
        const kube::Json* none = source.if_contains("not");
        if (none != nullptr && none->is_object()) {
            FLOTILLA_TRY(result.none_of, read(none->get_object()));
        }
        return &result;
    }

    Result<void> read_rules(const json::object& source, std::vector<ValidationRule>& into) {
        const kube::Json* rules = source.if_contains("x-kubernetes-validations");
        if (rules == nullptr || !rules->is_array()) {
            return {};
        }
        for (const kube::Json& each : rules->get_array()) {
            const std::string_view text = kube::find_string(each, {"rule"}).value_or("");
            const Result<CelExpression> parsed = CelExpression::parse(text);
            if (parsed) {
                into.push_back(read_rule(each, *parsed));
            } else if (parsed.error().code == ErrorCode::Unsupported) {
                ignored_rules_.push_back(fmt::format("{} ({})", text, parsed.error().message));
            } else {
                return tl::unexpected<Error>{parsed.error()};
            }
        }
        return {};
    }

    static ValidationRule read_rule(const kube::Json& source, const CelExpression& rule) {
        constexpr std::array<std::pair<std::string_view, kube::FieldError::Type>, 3> kReasons{{
            {"FieldValueForbidden", kube::FieldError::Type::Forbidden},
            {"FieldValueRequired", kube::FieldError::Type::Required},
            {"FieldValueDuplicate", kube::FieldError::Type::Duplicate},
        }};
        const std::string_view reason = kube::find_string(source, {"reason"}).value_or("");
        const auto* found =
            std::ranges::find(kReasons, reason, &std::pair<std::string_view, kube::FieldError::Type>::first);
        const Result<CelExpression> shown =
            CelExpression::parse(kube::find_string(source, {"messageExpression"}).value_or(""));
        return {
            rule,
            std::string{kube::find_string(source, {"message"}).value_or("")},
            shown ? std::optional{*shown} : std::nullopt,
            found == kReasons.end() ? kube::FieldError::Type::Invalid : found->second,
            std::string{kube::find_string(source, {"fieldPath"}).value_or("")}
        };
    }

    Result<void> read_all(
        const json::object& source, std::string_view field, std::vector<const Schema*>& into
    ) {
        const kube::Json* list = source.if_contains(field);
        if (list == nullptr || !list->is_array()) {
            return {};
        }
        for (const kube::Json& each : list->get_array()) {
            if (each.is_object()) {
                FLOTILLA_TRY(const Schema* schema, read(each.get_object()));
                into.push_back(schema);
            }
        }
        return {};
    }

    const Schema& object_meta_;
    detail::SchemaArena& arena_;
    std::vector<std::string>& ignored_rules_;
};

}  // namespace

Result<const Schema*> read_schema(
    const kube::Json& source,
    const Schema& object_meta,
    detail::SchemaArena& arena,
    std::vector<std::string>& ignored_rules
) {
    static const json::object kAnything{{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}};
    Reader reader{object_meta, arena, ignored_rules};
    FLOTILLA_TRY(const Schema* read, reader.read(source.is_object() ? source.get_object() : kAnything));
    Schema& root = arena.make();
    root = *read;
    reader.add_envelope(root);
    return &root;
}

}  // namespace flotilla::cluster::custom

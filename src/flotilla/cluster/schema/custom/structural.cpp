#include "flotilla/cluster/schema/custom/structural.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "flotilla/cluster/schema/custom/cel.hpp"
#include "flotilla/cluster/schema/pattern.hpp"

namespace flotilla::cluster::custom {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

enum class Level { Root, Item, Field };

std::string_view text_at(const json::object& schema, std::string_view field) {
    const kube::Json* value = schema.if_contains(field);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : kube::text_of(*text);
}

bool flag_at(const json::object& schema, std::string_view field) {
    const kube::Json* value = schema.if_contains(field);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object* object_at(const json::object& schema, std::string_view field) {
    const kube::Json* value = schema.if_contains(field);
    return value == nullptr ? nullptr : value->if_object();
}

const json::array* list_at(const json::object& schema, std::string_view field) {
    const kube::Json* value = schema.if_contains(field);
    return value == nullptr ? nullptr : value->if_array();
}

/// `anyOf: [{type: integer}, {type: string}]`, which int-or-string may say.
bool is_int_or_string(const json::object& schema) {
    static const kube::Json kPattern =
        json::array{json::object{{"type", "integer"}}, json::object{{"type", "string"}}};
    const kube::Json* any = schema.if_contains("anyOf");
    return flag_at(schema, "x-kubernetes-int-or-string") && any != nullptr && *any == kPattern;
}

class Checker {
public:
    explicit Checker(Causes& causes) : causes_{causes} {}

    void check(const json::object& schema, Level level, const std::string& path) {
        check_type(schema, level, path);
        check_forbidden(schema, path);
        check_extensions(schema, path);
        check_pattern(schema, path);
        check_rules(schema, path);
        check_combinations(schema, path);
        check_children(schema, level, path);
        if (level == Level::Root) {
            check_metadata(schema, path);
        }
    }

private:
    void check_type(const json::object& schema, Level level, const std::string& path) {
        constexpr std::array<std::string_view, 6> kTypes{
            "object", "array", "string", "integer", "number", "boolean"
        };
        const std::string_view type = text_at(schema, "type");
        const std::string at = join(path, "type");
        if (flag_at(schema, "x-kubernetes-embedded-resource") && type != "object") {
            constexpr std::string_view kWhy = "must be object if x-kubernetes-embedded-resource is true";
            type.empty() ? required(causes_, at, kWhy) : invalid(causes_, at, kube::Json(type), kWhy);
        } else if (type.empty()) {
            if (!flag_at(schema, "x-kubernetes-int-or-string") &&
                !flag_at(schema, "x-kubernetes-preserve-unknown-fields")) {
                constexpr std::array<std::string_view, 3> kWhy{
                    "must not be empty at the root",
                    "must not be empty for specified array items",
                    "must not be empty for specified object fields"
                };
                required(causes_, at, kWhy[static_cast<std::size_t>(level)]);
            }
        } else if (std::ranges::find(kTypes, type) == kTypes.end()) {
            not_supported(
                causes_, at, kube::Json(type), {"array", "boolean", "integer", "number", "object", "string"}
            );
        } else if (level == Level::Root && type != "object") {
            invalid(causes_, at, kube::Json(type), "must be object at the root");
        }
    }

    void check_forbidden(const json::object& schema, const std::string& path) {
        constexpr std::array<std::string_view, 5> kForbidden{
            "$ref", "definitions", "dependencies", "patternProperties", "additionalItems"
        };
        for (const std::string_view field : kForbidden) {
            if (schema.contains(field)) {
                forbidden(causes_, join(path, field), fmt::format("{} is not supported", field));
            }
        }
        if (flag_at(schema, "uniqueItems")) {
            forbidden(
                causes_,
                join(path, "uniqueItems"),
                "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
            );
        }
        const kube::Json* others = schema.if_contains("additionalProperties");
        if (others == nullptr) {
            return;
        }
        if (const json::object* properties = object_at(schema, "properties");
            properties != nullptr && !properties->empty()) {
            forbidden(
                causes_,
                join(path, "additionalProperties"),
                "additionalProperties and properties are mutual exclusive"
            );
        }
        if (*others == false) {
            forbidden(
                causes_, join(path, "additionalProperties"), "additionalProperties cannot be set to false"
            );
        }
    }

    void check_extensions(const json::object& schema, const std::string& path) {
        const bool int_or_string = flag_at(schema, "x-kubernetes-int-or-string");
        for (const std::string_view other :
             {"x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"}) {
            if (int_or_string && flag_at(schema, other)) {
                invalid(
                    causes_, join(path, other), true, "must be false if x-kubernetes-int-or-string is true"
                );
            }
        }
        const std::string_view list_type = text_at(schema, "x-kubernetes-list-type");
        const json::array* keys = list_at(schema, "x-kubernetes-list-map-keys");
        if (!list_type.empty() && text_at(schema, "type") != "array") {
            invalid(
                causes_,
                join(path, "type"),
                kube::Json(text_at(schema, "type")),
                "must be array if x-kubernetes-list-type is specified"
            );
        }
        if (!list_type.empty() && list_type != "atomic" && list_type != "set" && list_type != "map") {
            not_supported(
                causes_, join(path, "x-kubernetes-list-type"), kube::Json(list_type), {"atomic", "map", "set"}
            );
        }
        if (list_type == "map" && (keys == nullptr || keys->empty())) {
            required(
                causes_,
                join(path, "x-kubernetes-list-map-keys"),
                "must not be empty if x-kubernetes-list-type is map"
            );
        }
        if (list_type != "map" && keys != nullptr && !keys->empty()) {
            required(
                causes_,
                join(path, "x-kubernetes-list-type"),
                "must be map if x-kubernetes-list-map-keys is non-empty"
            );
        }
        if (list_type == "map" && keys != nullptr) {
            check_keys(schema, *keys, path);
        }
    }

    void check_rules(const json::object& schema, const std::string& path) {
        const json::array* rules = list_at(schema, "x-kubernetes-validations");
        for (std::size_t i = 0; rules != nullptr && i < rules->size(); ++i) {
            const std::string at = join(indexed(join(path, "x-kubernetes-validations"), i), "rule");
            const std::string_view rule = kube::find_string((*rules)[i], {"rule"}).value_or("");
            if (rule.empty()) {
                required(causes_, at, "rule is not specified");
                continue;
            }
            const Result<CelExpression> parsed = CelExpression::parse(rule);
            if (!parsed && parsed.error().code != ErrorCode::Unsupported) {
                invalid(
                    causes_,
                    at,
                    kube::Json(rule),
                    fmt::format("compilation failed: ERROR: {}", parsed.error().message)
                );
            }
        }
    }

    void check_keys(const json::object& schema, const json::array& keys, const std::string& path) {
        const json::object* items = object_at(schema, "items");
        const json::object* properties = items == nullptr ? nullptr : object_at(*items, "properties");
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const std::string_view key = keys[i].is_string() ? kube::text_of(keys[i].get_string()) : "";
            if (properties == nullptr || !properties->contains(key)) {
                invalid(
                    causes_,
                    join(path, "x-kubernetes-list-map-keys"),
                    keys,
                    "entries must all be names of item properties"
                );
                return;
            }
        }
    }

    void check_pattern(const json::object& schema, const std::string& path) {
        const std::string_view pattern = text_at(schema, "pattern");
        if (pattern.empty()) {
            return;
        }
        if (const Result<Pattern> compiled = Pattern::compile(pattern); !compiled) {
            invalid(
                causes_,
                join(path, "pattern"),
                kube::Json(pattern),
                fmt::format("must be a valid regular expression, but isn't: {}", compiled.error().message)
            );
        }
    }

    /// Schemas within allOf, anyOf, oneOf and not only restrict: they have no type, default or extension.
    void check_combinations(const json::object& schema, const std::string& path) {
        for (const std::string_view field : {"allOf", "anyOf", "oneOf"}) {
            const json::array* parts = list_at(schema, field);
            const bool is_pattern = field == "anyOf" && is_int_or_string(schema);
            for (std::size_t i = 0; parts != nullptr && !is_pattern && i < parts->size(); ++i) {
                if (const json::object* part = (*parts)[i].if_object()) {
                    check_restriction(
                        *part, indexed(join(path, field), i), flag_at(schema, "x-kubernetes-int-or-string")
                    );
                }
            }
        }
        if (const json::object* part = object_at(schema, "not")) {
            check_restriction(*part, join(path, "not"), false);
        }
    }

    void check_restriction(const json::object& part, const std::string& path, bool may_be_int_or_string) {
        constexpr std::array<std::string_view, 9> kForbidden{
            "type",
            "title",
            "description",
            "default",
            "nullable",
            "additionalProperties",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string"
        };
        for (const std::string_view field : kForbidden) {
            if (part.contains(field)) {
                forbidden(
                    causes_,
                    join(path, field),
                    field.starts_with("x-") ? "must be false to be structural"
                                            : "must be empty to be structural"
                );
            }
        }
        check_pattern(part, path);
        for (const std::string_view field : {"allOf", "anyOf", "oneOf"}) {
            const json::array* parts = list_at(part, field);
            static const kube::Json kPattern =
                json::array{json::object{{"type", "integer"}}, json::object{{"type", "string"}}};
            const bool is_pattern = may_be_int_or_string && field == "anyOf" && parts != nullptr &&
                                    kube::Json(*parts) == kPattern;
            for (std::size_t i = 0; parts != nullptr && !is_pattern && i < parts->size(); ++i) {
                if (const json::object* inner = (*parts)[i].if_object()) {
                    check_restriction(*inner, indexed(join(path, field), i), false);
                }
            }
        }
        if (const json::object* properties = object_at(part, "properties")) {
            for (const auto& [name, child] : *properties) {
                if (const json::object* inner = child.if_object()) {
                    check_restriction(*inner, keyed(join(path, "properties"), name), true);
                }
            }
        }
        if (const json::object* items = object_at(part, "items")) {
            check_restriction(*items, join(path, "items"), true);
        }
    }

    void check_children(const json::object& schema, Level level, const std::string& path) {
        if (text_at(schema, "type") == "array") {
            if (const json::object* items = object_at(schema, "items")) {
                check(*items, Level::Item, join(path, "items"));
            } else {
                required(causes_, join(path, "items"), "must be specified");
            }
        }
        if (const json::object* properties = object_at(schema, "properties")) {
            for (const auto& [name, child] : *properties) {
                const bool metadata = level == Level::Root && name == "metadata";
                if (const json::object* inner = child.if_object(); inner != nullptr && !metadata) {
                    check(*inner, Level::Field, keyed(join(path, "properties"), name));
                }
            }
        }
        if (const json::object* others = object_at(schema, "additionalProperties")) {
            if (level == Level::Root) {
                forbidden(causes_, join(path, "additionalProperties"), "must not be used at the root");
            }
            check(*others, Level::Field, join(path, "additionalProperties"));
        }
    }

    void check_metadata(const json::object& schema, const std::string& path) {
        const json::object* properties = object_at(schema, "properties");
        const json::object* metadata = properties == nullptr ? nullptr : object_at(*properties, "metadata");
        if (metadata == nullptr) {
            return;
        }
        const std::string at = keyed(join(path, "properties"), "metadata");
        if (text_at(*metadata, "type") != "object") {
            invalid(causes_, join(at, "type"), kube::Json(text_at(*metadata, "type")), "must be object");
        }
        const json::object* own = object_at(*metadata, "properties");
        const bool only_names = own == nullptr || std::ranges::all_of(*own, [](const auto& field) {
                                    return field.key() == "name" || field.key() == "generateName";
                                });
        if (!only_names || metadata->contains("required")) {
            forbidden(
                causes_,
                at,
                "must not specify anything other than name and generateName, but metadata is implicitly "
                "specified"
            );
        }
    }

    Causes& causes_;
};

}  // namespace

Causes check_structural(const kube::Json& schema, const std::string& path) {
    Causes causes;
    if (const json::object* root = schema.if_object()) {
        Checker{causes}.check(*root, Level::Root, path);
    } else {
        required(causes, path, "schemas are required");
    }
    return causes;
}

}  // namespace flotilla::cluster::custom

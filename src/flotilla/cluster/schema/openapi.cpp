#include "flotilla/cluster/schema/openapi.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "flotilla/cluster/schema/constraints.hpp"
#include "flotilla/cluster/schema/detail/openapi_words.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

constexpr std::string_view kComponents = "#/components/schemas/";

json::object kind_extension(const GroupVersionKind& kind) {
    return {{"group", kind.group}, {"kind", kind.kind}, {"version", kind.version}};
}

json::array texts(const std::vector<std::string_view>& values) {
    return json::array(values.begin(), values.end());
}

std::string_view format_of(const Schema& schema) {
    switch (schema.format) {
        case Format::Int32:
            return "int32";
        case Format::Int64:
            return "int64";
        case Format::Double:
            return "double";
        case Format::Byte:
            return "byte";
        case Format::DateTime:
        case Format::MicroTime:
            return "date-time";
        default:
            return schema.constraints == nullptr ? std::string_view{}
                                                 : std::string_view{schema.constraints->format};
    }
}

void put(json::object& into, std::string_view name, const std::optional<double>& value) {
    if (value) {
        into.emplace(name, *value);
    }
}

void put(json::object& into, std::string_view name, const std::optional<std::int64_t>& value) {
    if (value) {
        into.emplace(name, *value);
    }
}

/// "io.example.v1.Widget" for Widget of example.io.
std::string component_name(const GroupVersionKind& kind) {
    std::vector<std::string_view> labels;
    for (std::string_view rest = kind.group; !rest.empty();) {
        const std::size_t dot = rest.find('.');
        labels.push_back(rest.substr(0, dot));
        rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
    }
    std::string name;
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
        name += fmt::format("{}.", *label);
    }
    return fmt::format("{}{}.{}", name, kind.version, kind.kind);
}

class Document {
public:
    Document(std::string_view group, std::string_view version, const SchemaCatalog& catalog)
        : prefix_{group.empty() ? fmt::format("/api/{}", version) : fmt::format("/apis/{}/{}", group, version)},
          catalog_{catalog} {}

    void add(const OpenApiResource& resource) {
        const KindFacts& facts = resource.kind->facts();
        const std::string name = add_kind(*resource.kind);
        const std::string collection =
            facts.namespaced ? fmt::format("{}/namespaces/{{namespace}}/{}", prefix_, resource.plural)
                             : fmt::format("{}/{}", prefix_, resource.plural);
        add_path(
            collection, facts.kind, name, {{"get", "list"}, {"post", "post"}, {"delete", "deletecollection"}}
        );
        add_path(
            collection + "/{name}",
            facts.kind,
            name,
            {{"get", "get"}, {"put", "put"}, {"patch", "patch"}, {"delete", "delete"}}
        );
    }

    kube::Json finish() {
        while (!pending_.empty()) {
            const auto [name, schema] = *pending_.begin();
            pending_.erase(pending_.begin());
            components_.emplace(name, describe(*schema));
        }
        json::object document;
        document.emplace("openapi", "3.0.0");
        document.emplace("info", json::object{{"title", "Kubernetes"}, {"version", "v1.34.2"}});
        document.emplace("paths", std::move(paths_));
        document.emplace("components", json::object{{"schemas", std::move(components_)}});
        return document;
    }

private:
    using Methods = std::vector<std::pair<std::string_view, std::string_view>>;

    std::string add_kind(const KindSchema& kind) {
        const Schema& schema = kind.schema();
        const std::string name =
            schema.name.empty() ? component_name(kind.facts().kind) : std::string{schema.name};
        json::object described = describe(schema);
        described.insert_or_assign(
            "x-kubernetes-group-version-kind", json::array{kind_extension(kind.facts().kind)}
        );
        components_.insert_or_assign(name, std::move(described));
        return name;
    }

    static json::object parameter(std::string_view name) {
        return {{"name", name}, {"in", "query"}, {"schema", {{"type", "string"}, {"uniqueItems", true}}}};
    }

    static json::array parameters(std::string_view action) {
        if (action == "get" || action == "list") {
            return {};
        }
        json::array result{parameter("dryRun"), parameter("fieldManager"), parameter("fieldValidation")};
        if (action == "patch") {
            result.push_back(parameter("force"));
        }
        return result;
    }

    void add_path(
        const std::string& path,
        const GroupVersionKind& kind,
        const std::string& component,
        const Methods& methods
    ) {
        json::object item;
        for (const auto& [method, action] : methods) {
            json::object operation;
            operation.emplace("parameters", parameters(action));
            json::object reference{{"$ref", fmt::format("{}{}", kComponents, component)}};
            operation.emplace(
                "responses",
                json::object{
                    {"200",
                     {{"description", "OK"}, {"content", {{"application/json", {{"schema", reference}}}}}}}
                }
            );
            operation.emplace("x-kubernetes-action", action);
            operation.emplace("x-kubernetes-group-version-kind", kind_extension(kind));
            item.emplace(method, std::move(operation));
        }
        paths_.insert_or_assign(path, std::move(item));
    }

    /// The schema where it is used: a reference to a definition, or all of it.
    json::object use(const Schema& schema) {
        if (schema.name.empty()) {
            return describe(schema);
        }
        const Schema* definition = catalog_.definition(schema.name);
        const Schema* target = definition == nullptr ? &schema : definition;
        if (!components_.contains(schema.name)) {
            pending_.emplace(schema.name, target);
        }
        json::object reference{{"$ref", fmt::format("{}{}", kComponents, schema.name)}};
        json::object words;
        describe_merging(schema, words);
        if (schema.patch == target->patch || words.empty()) {
            return reference;
        }
        words.emplace("allOf", json::array{std::move(reference)});
        return words;
    }

    json::object describe(const Schema& schema) {
        json::object result;
        if (schema.shape == Shape::IntOrString || schema.shape == Shape::Quantity) {
            const std::string_view number = schema.shape == Shape::Quantity ? "number" : "integer";
            result.emplace(
                "oneOf", json::array{json::object{{"type", number}}, json::object{{"type", "string"}}}
            );
        }
        if (const std::string_view type = detail::type_word(schema.shape); !type.empty()) {
            result.emplace("type", type);
        }
        if (const std::string_view format = format_of(schema); !format.empty()) {
            result.emplace("format", format);
        }
        if (!schema.required.empty()) {
            result.emplace("required", texts(schema.required));
        }
        if (!schema.enumeration.empty()) {
            result.emplace("enum", texts(schema.enumeration));
        }
        describe_children(schema, result);
        describe_merging(schema, result);
        describe_extensions(schema, result);
        if (schema.constraints != nullptr) {
            describe_constraints(*schema.constraints, result);
        }
        return result;
    }

    void describe_children(const Schema& schema, json::object& result) {
        if (!schema.fields.empty()) {
            json::object properties;
            for (const SchemaField& field : schema.fields) {
                properties.emplace(field.name, use(*field.schema));
            }
            result.emplace("properties", std::move(properties));
        }
        if (schema.element != nullptr) {
            result.emplace(
                schema.shape == Shape::List ? "items" : "additionalProperties", use(*schema.element)
            );
        }
    }

    static void describe_merging(const Schema& schema, json::object& result) {
        if (schema.patch.merge || schema.patch.retain_keys || schema.patch.replace) {
            std::string strategy = schema.patch.merge ? "merge" : (schema.patch.replace ? "replace" : "");
            if (schema.patch.retain_keys) {
                strategy += strategy.empty() ? "retainKeys" : ",retainKeys";
            }
            result.emplace("x-kubernetes-patch-strategy", strategy);
        }
        if (!schema.patch.merge_key.empty()) {
            result.emplace("x-kubernetes-patch-merge-key", schema.patch.merge_key);
        }
    }

    static void describe_extensions(const Schema& schema, json::object& result) {
        if (schema.shape == Shape::List && schema.list_type != ListType::Atomic) {
            result.emplace("x-kubernetes-list-type", schema.list_type == ListType::Set ? "set" : "map");
        }
        if (!schema.list_keys.empty()) {
            result.emplace("x-kubernetes-list-map-keys", texts(schema.list_keys));
        }
        if (schema.atomic_map && schema.shape != Shape::Any) {
            result.emplace("x-kubernetes-map-type", "atomic");
        }
        if (schema.preserve_unknown && schema.name.empty()) {
            result.emplace("x-kubernetes-preserve-unknown-fields", true);
        }
        if (schema.nullable) {
            result.emplace("nullable", true);
        }
    }

    void describe_constraints(const Constraints& rules, json::object& result) {
        put(result, "minimum", rules.minimum);
        put(result, "maximum", rules.maximum);
        put(result, "multipleOf", rules.multiple_of);
        put(result, "minLength", rules.min_length);
        put(result, "maxLength", rules.max_length);
        put(result, "minItems", rules.min_items);
        put(result, "maxItems", rules.max_items);
        put(result, "minProperties", rules.min_properties);
        put(result, "maxProperties", rules.max_properties);
        if (rules.pattern) {
            result.emplace("pattern", rules.pattern->text());
        }
        if (!rules.enumeration.empty()) {
            result.emplace("enum", json::array(rules.enumeration.begin(), rules.enumeration.end()));
        }
        if (rules.default_value) {
            result.emplace("default", *rules.default_value);
        }
    }

    std::string prefix_;
    const SchemaCatalog& catalog_;
    json::object paths_;
    json::object components_;
    std::map<std::string_view, const Schema*> pending_;
};

}  // namespace

kube::Json openapi_document(
    std::string_view group,
    std::string_view version,
    const std::vector<OpenApiResource>& resources,
    const SchemaCatalog& catalog
) {
    Document document{group, version, catalog};
    for (const OpenApiResource& resource : resources) {
        if (resource.kind != nullptr) {
            document.add(resource);
        }
    }
    return document.finish();
}

}  // namespace flotilla::cluster

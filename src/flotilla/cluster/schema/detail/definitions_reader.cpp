#include "flotilla/cluster/schema/detail/definitions_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include "flotilla/cluster/schema/detail/openapi_words.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster::detail {
namespace {

namespace json = boost::json;

constexpr std::string_view kReferencePrefix = "#/definitions/";

/// Definitions that are scalars or free-form in JSON though their Go types are structs.
struct WellKnown {
    std::string_view name;
    Shape shape;
    Format format;
};
constexpr std::array kWellKnown{
    WellKnown{"io.k8s.apimachinery.pkg.api.resource.Quantity", Shape::Quantity, Format::None},
    WellKnown{"io.k8s.apimachinery.pkg.util.intstr.IntOrString", Shape::IntOrString, Format::None},
    WellKnown{"io.k8s.apimachinery.pkg.apis.meta.v1.Time", Shape::String, Format::DateTime},
    WellKnown{"io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", Shape::String, Format::MicroTime},
    WellKnown{"io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", Shape::Any, Format::None},
    WellKnown{"io.k8s.apimachinery.pkg.apis.meta.v1.Patch", Shape::Any, Format::None},
    WellKnown{"io.k8s.apimachinery.pkg.runtime.RawExtension", Shape::Any, Format::None},
};

class Reader {
public:
    explicit Reader(SchemaArena& arena) : arena_{arena} {}

    Definitions read(const json::object& definitions) {
        Definitions result;
        for (const auto& [name, source] : definitions) {
            Schema& schema = arena_.make();
            schema.name = arena_.intern(name);
            nodes_.emplace(schema.name, &schema);
            result.by_name.emplace(schema.name, &schema);
        }
        for (const auto& [name, source] : definitions) {
            define(name, source.as_object(), result);
        }
        // References copy what they refer to: last, when all of it is there.
        for (const auto& [schema, target] : copies_) {
            complete_copy(*schema, *target);
        }
        return result;
    }

private:
    void define(std::string_view name, const json::object& source, Definitions& result) {
        Schema& schema = *nodes_.at(name);
        const auto* known = std::ranges::find(kWellKnown, name, &WellKnown::name);
        if (known != kWellKnown.end()) {
            schema.shape = known->shape;
            schema.format = known->format;
            schema.preserve_unknown = known->shape == Shape::Any;
            schema.atomic_map = schema.preserve_unknown;
            return;
        }
        fill(schema, source);
        const json::value* kinds = source.if_contains("x-kubernetes-group-version-kind");
        if (kinds == nullptr) {
            return;
        }
        for (const json::value& kind : kinds->as_array()) {
            const json::object& gvk = kind.as_object();
            result.kinds.emplace(
                GroupVersionKind{
                    std::string{text_at(gvk, "group")},
                    std::string{text_at(gvk, "version")},
                    std::string{text_at(gvk, "kind")}
                },
                &schema
            );
        }
    }

    const Schema* read_node(const json::object& source) {
        const std::string_view reference = text_at(source, "$ref");
        if (!reference.empty()) {
            const auto found = nodes_.find(reference.substr(kReferencePrefix.size()));
            const Schema* target =
                found == nodes_.end() ? &arena_.scalar(Shape::Any, Format::None) : found->second;
            if (source.size() == 1) {
                return target;
            }
            Schema& own = arena_.make();
            read_extensions(own, source);
            copies_.emplace_back(&own, target);
            return &own;
        }
        const bool plain =
            source.if_contains("enum") == nullptr && source.if_contains("properties") == nullptr &&
            source.if_contains("items") == nullptr && source.if_contains("additionalProperties") == nullptr;
        if (plain) {
            const Shape shape = shape_of(source);
            if (shape != Shape::Object && shape != Shape::Map) {
                return &arena_.scalar(shape, format_of(source));
            }
        }
        Schema& schema = arena_.make();
        fill(schema, source);
        return &schema;
    }

    static Shape shape_of(const json::object& source) {
        if (const auto scalar = scalar_shape_of(source)) {
            return *scalar;
        }
        const std::string_view type = text_at(source, "type");
        if (type == "array") {
            return Shape::List;
        }
        if (source.if_contains("additionalProperties") != nullptr) {
            return Shape::Map;
        }
        return type == "object" ? Shape::Object : Shape::Any;
    }

    void fill(Schema& schema, const json::object& source) {
        schema.shape = shape_of(source);
        schema.format = format_of(source);
        schema.preserve_unknown = schema.shape == Shape::Any;
        read_extensions(schema, source);
        if (const json::value* properties = source.if_contains("properties")) {
            for (const auto& [name, child] : properties->as_object()) {
                schema.fields.push_back({arena_.intern(name), read_node(child.as_object())});
            }
            std::ranges::sort(schema.fields, {}, &SchemaField::name);
        }
        if (const json::value* element = source.if_contains("items")) {
            schema.element = read_node(element->as_object());
        }
        if (const json::value* element = source.if_contains("additionalProperties")) {
            schema.element = read_node(element->as_object());
        }
        read_strings(source.if_contains("required"), schema.required);
        read_strings(source.if_contains("enum"), schema.enumeration);
    }

    void read_strings(const json::value* source, std::vector<std::string_view>& into) {
        if (source == nullptr) {
            return;
        }
        for (const json::value& text : source->as_array()) {
            into.push_back(arena_.intern(kube::text_of(text.as_string())));
        }
    }

    void read_extensions(Schema& schema, const json::object& source) {
        schema.list_type = list_type_of(source);
        schema.atomic_map = text_at(source, "x-kubernetes-map-type") == "atomic";
        read_strings(source.if_contains("x-kubernetes-list-map-keys"), schema.list_keys);
        std::ranges::sort(schema.list_keys);
        const std::string_view strategy = text_at(source, "x-kubernetes-patch-strategy");
        schema.patch.merge = strategy.find("merge") != std::string_view::npos;
        schema.patch.replace = strategy.find("replace") != std::string_view::npos;
        schema.patch.retain_keys = strategy.find("retainKeys") != std::string_view::npos;
        schema.patch.merge_key = arena_.intern(text_at(source, "x-kubernetes-patch-merge-key"));
    }

    /// A reference with words beside it: the target, with the words of its own where it has some.
    static void complete_copy(Schema& own, const Schema& target) {
        const PatchStrategy patch = own.patch;
        const bool atomic_map = own.atomic_map || target.atomic_map;
        own = target;
        own.patch = patch;
        own.atomic_map = atomic_map;
    }

    SchemaArena& arena_;
    std::map<std::string_view, Schema*> nodes_;
    std::vector<std::pair<Schema*, const Schema*>> copies_;
};

}  // namespace

Result<Definitions> read_definitions(std::string_view json_text, SchemaArena& arena) {
    json::monotonic_resource memory{json_text.size() * 4};
    json::parse_options options;
    options.max_depth = 64;
    json::error_code error;
    const json::value document = json::parse(json_text, error, &memory, options);
    if (error) {
        return fail(ErrorCode::Internal, fmt::format("the API definitions are no JSON: {}", error.message()));
    }
    const json::object* root = document.if_object();
    const json::value* definitions = root == nullptr ? nullptr : root->if_contains("definitions");
    if (definitions == nullptr || !definitions->is_object()) {
        return fail(ErrorCode::Internal, "the API definitions have no object named definitions");
    }
    return Reader{arena}.read(definitions->as_object());
}

}  // namespace flotilla::cluster::detail

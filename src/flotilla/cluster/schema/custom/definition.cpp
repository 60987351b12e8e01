#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "flotilla/cluster/schema/custom/schema_reader.hpp"
#include "flotilla/cluster/schema/custom/structural.hpp"
#include "flotilla/cluster/schema/custom/value_validation.hpp"
#include "flotilla/cluster/schema/custom_kind.hpp"
#include "flotilla/cluster/schema/json_path.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

std::string_view text(const kube::Json& object, std::initializer_list<std::string_view> path) {
    return kube::find_string(object, path).value_or(std::string_view{});
}

void complain(
    Causes& causes, const std::string& field, std::string_view value, const kube::Complaints& complaints
) {
    for (const std::string& complaint : complaints) {
        invalid(causes, field, kube::Json(value), complaint);
    }
}

void check_names(const kube::Json& definition, Causes& causes) {
    const std::string_view plural = text(definition, {"spec", "names", "plural"});
    const std::string_view kind = text(definition, {"spec", "names", "kind"});
    plural.empty() ? required(causes, "spec.names.plural")
                   : complain(causes, "spec.names.plural", plural, kube::check_dns1035_label(plural));
    if (kind.empty()) {
        required(causes, "spec.names.kind");
    } else {
        std::string lower{kind};
        std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        for (const std::string& complaint : kube::check_dns1035_label(lower)) {
            invalid(
                causes,
                "spec.names.kind",
                kube::Json(kind),
                fmt::format("may have mixed case, but should otherwise match: {}", complaint)
            );
        }
    }
    const std::string_view list_kind = text(definition, {"spec", "names", "listKind"});
    if (!kind.empty() && kind == list_kind) {
        invalid(
            causes, "spec.names.listKind", kube::Json(list_kind), "kind and listKind may not be the same"
        );
    }
    const json::array* short_names = kube::find_array(definition, {"spec", "names", "shortNames"});
    for (std::size_t i = 0; short_names != nullptr && i < short_names->size(); ++i) {
        const std::string_view name =
            (*short_names)[i].is_string() ? kube::text_of((*short_names)[i].get_string()) : "";
        complain(causes, indexed("spec.names.shortNames", i), name, kube::check_dns1035_label(name));
    }
}

/// The groups of Kubernetes itself are taken by those who may only.
void check_approval(const kube::Json& definition, std::string_view group, Causes& causes) {
    const bool is_protected = group == "k8s.io" || group == "kubernetes.io" || group.ends_with(".k8s.io") ||
                              group.ends_with(".kubernetes.io");
    constexpr std::string_view kApproval = "api-approved.kubernetes.io";
    const std::string_view approval =
        kube::find_string(definition, {"metadata", "annotations", kApproval}).value_or("");
    const std::string path = fmt::format("metadata.annotations[{}]", kApproval);
    if (is_protected && approval.empty()) {
        required(
            causes,
            path,
            fmt::format(
                "protected groups must have approval annotation \"{}\", see "
                "https://github.com/kubernetes/enhancements/pull/1111",
                kApproval
            )
        );
    } else if (is_protected && !approval.starts_with("unapproved") && !approval.starts_with("https://")) {
        invalid(
            causes,
            path,
            kube::Json(approval),
            "protected groups must have approval annotation with either a URL or a reason starting with "
            "\"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111"
        );
    }
}

void check_identity(const kube::Json& definition, Causes& causes) {
    const std::string_view group = text(definition, {"spec", "group"});
    if (group.empty()) {
        required(causes, "spec.group");
    } else {
        complain(causes, "spec.group", group, kube::check_dns1123_subdomain(group));
        if (group.find('.') == std::string_view::npos) {
            invalid(causes, "spec.group", kube::Json(group), "should be a domain with at least one dot");
        }
    }
    const std::string wanted = fmt::format("{}.{}", text(definition, {"spec", "names", "plural"}), group);
    if (text(definition, {"metadata", "name"}) != wanted) {
        invalid(
            causes,
            "metadata.name",
            kube::Json(text(definition, {"metadata", "name"})),
            "must be spec.names.plural+\".\"+spec.group"
        );
    }
    check_approval(definition, group, causes);
    const std::string_view scope = text(definition, {"spec", "scope"});
    if (scope.empty()) {
        required(causes, "spec.scope");
    } else if (scope != "Namespaced" && scope != "Cluster") {
        not_supported(causes, "spec.scope", kube::Json(scope), {"Cluster", "Namespaced"});
    }
    if (kube::find_bool(definition, {"spec", "preserveUnknownFields"}).value_or(false)) {
        invalid(
            causes,
            "spec.preserveUnknownFields",
            true,
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema "
            "instead"
        );
    }
}

void check_columns(const kube::Json& version, const std::string& path, Causes& causes) {
    constexpr std::array<std::string_view, 5> kTypes{"boolean", "date", "integer", "number", "string"};
    const json::array* columns = kube::find_array(version, {"additionalPrinterColumns"});
    for (std::size_t i = 0; columns != nullptr && i < columns->size(); ++i) {
        const kube::Json& column = (*columns)[i];
        const std::string at = indexed(join(path, "additionalPrinterColumns"), i);
        if (text(column, {"name"}).empty()) {
            required(causes, join(at, "name"));
        }
        const std::string_view type = text(column, {"type"});
        if (type.empty()) {
            required(causes, join(at, "type"), "must be one of boolean,date,integer,number,string");
        } else if (std::ranges::find(kTypes, type) == kTypes.end()) {
            invalid(
                causes,
                join(at, "type"),
                kube::Json(type),
                "must be one of boolean,date,integer,number,string"
            );
        }
        const std::string_view json_path = text(column, {"jsonPath"});
        if (json_path.empty()) {
            required(causes, join(at, "JSONPath"));
        } else if (const Result<JsonPath> parsed = JsonPath::parse(json_path); !parsed) {
            invalid(causes, join(at, "JSONPath"), kube::Json(json_path), parsed.error().message);
        }
    }
}

/// `.spec.replicas`: dotted, without lists, under the given field.
void check_simple_path(
    const std::string& at, std::string_view path, std::string_view under, bool is_required, Causes& causes
) {
    if (path.empty()) {
        if (is_required) {
            required(causes, at);
        }
    } else if (path.find('[') != std::string_view::npos || !path.starts_with('.')) {
        invalid(causes, at, kube::Json(path), "must be a simple json path starting with .");
    } else if (!under.empty() && !path.starts_with(under)) {
        invalid(
            causes,
            at,
            kube::Json(path),
            fmt::format("should be a json path under {}", under.substr(0, under.size() - 1))
        );
    }
}

void check_subresources(const kube::Json& version, const std::string& path, Causes& causes) {
    const kube::Json* scale = kube::find(version, {"subresources", "scale"});
    if (scale == nullptr) {
        return;
    }
    const std::string at = join(path, "subresources.scale");
    check_simple_path(
        join(at, "specReplicasPath"), text(*scale, {"specReplicasPath"}), ".spec.", true, causes
    );
    check_simple_path(
        join(at, "statusReplicasPath"), text(*scale, {"statusReplicasPath"}), ".status.", true, causes
    );
    check_simple_path(join(at, "labelSelectorPath"), text(*scale, {"labelSelectorPath"}), "", false, causes);
}

/// Defaults must be valid values of their own schemas.
void check_defaults(const Schema& schema, const std::string& path, Causes& causes) {
    if (schema.constraints != nullptr && schema.constraints->default_value) {
        const Causes wrong = custom::validate_value(schema, *schema.constraints->default_value, nullptr);
        for (const kube::FieldError& cause : wrong) {
            kube::FieldError moved = cause;
            moved.field = join(join(path, "default"), cause.field);
            causes.push_back(std::move(moved));
        }
    }
    for (const SchemaField& field : schema.fields) {
        if (field.schema->rules == nullptr) {
            check_defaults(*field.schema, keyed(join(path, "properties"), field.name), causes);
        }
    }
    if (schema.element != nullptr) {
        check_defaults(
            *schema.element,
            join(path, schema.shape == Shape::List ? "items" : "additionalProperties"),
            causes
        );
    }
}

/// What one version has is told at the top when it is the only one, as it once was written there.
struct VersionPaths {
    std::string own;    // of what always is the version's own
    std::string parts;  // of subresources and columns
    std::string schema;

    VersionPaths(std::size_t index, bool only)
        : own{indexed("spec.versions", index)},
          parts{only ? "spec" : own},
          schema{only ? "spec.validation.openAPIV3Schema" : own + ".schema.openAPIV3Schema"} {}
};

void check_schema(const kube::Json& version, const VersionPaths& paths, Causes& causes) {
    const kube::Json* schema = kube::find(version, {"schema", "openAPIV3Schema"});
    const std::string& at = paths.schema;
    if (schema == nullptr) {
        required(causes, paths.own + ".schema.openAPIV3Schema");
        return;
    }
    Causes wrong = custom::check_structural(*schema, at);
    if (wrong.empty()) {
        static const Schema kNoMetadata;
        SchemaArena arena;
        std::vector<std::string> ignored;
        if (const Result<const Schema*> read = custom::read_schema(*schema, kNoMetadata, arena, ignored)) {
            check_defaults(**read, at, wrong);
        }
    }
    causes.insert(causes.end(), wrong.begin(), wrong.end());
}

void check_versions(const kube::Json& definition, Causes& causes) {
    const json::array* versions = kube::find_array(definition, {"spec", "versions"});
    std::set<std::string_view> names;
    int stored = 0;
    bool unique = true;
    for (std::size_t i = 0; versions != nullptr && i < versions->size(); ++i) {
        const kube::Json& version = (*versions)[i];
        const VersionPaths paths{i, versions->size() == 1};
        const std::string_view name = text(version, {"name"});
        complain(causes, join(paths.own, "name"), name, kube::check_dns1035_label(name));
        unique = names.insert(name).second && unique;
        stored += kube::find_bool(version, {"storage"}).value_or(false) ? 1 : 0;
        check_schema(version, paths, causes);
        check_subresources(version, paths.parts, causes);
        check_columns(version, paths.parts, causes);
    }
    if (!unique) {
        invalid(causes, "spec.versions", *versions, "must contain unique version names");
    }
    if (stored != 1) {
        invalid(
            causes,
            "spec.versions",
            versions == nullptr ? kube::Json(nullptr) : kube::Json(*versions),
            "must have exactly one version marked as storage version"
        );
    }
}

}  // namespace

std::vector<kube::FieldError> validate_definition(const kube::Json& definition) {
    Causes causes;
    check_identity(definition, causes);
    check_versions(definition, causes);
    check_names(definition, causes);
    return causes;
}

}  // namespace flotilla::cluster

#include "flotilla/cluster/schema/schema_catalog.hpp"

#include <map>
#include <utility>

#include "flotilla/base/embedded.hpp"
#include "flotilla/cluster/schema/builtin_rules.hpp"
#include "flotilla/cluster/schema/detail/definitions_reader.hpp"
#include "flotilla/cluster/schema/detail/rules_reader.hpp"
#include "flotilla/cluster/schema/detail/schema_arena.hpp"

FLOTILLA_EMBEDDED(schema_definitions)
FLOTILLA_EMBEDDED(schema_zeros)
FLOTILLA_EMBEDDED(schema_defaults)
FLOTILLA_EMBEDDED(schema_rules)

namespace flotilla::cluster {
namespace {

/// What an empty Go struct of this type is as JSON.
kube::Json empty_object(const Schema& schema) {
    boost::json::object object;
    if (schema.rules != nullptr) {
        for (const NamedValue& zero : schema.rules->zeros) {
            const Schema* field = schema.named(zero.name);
            object.emplace(
                zero.name, zero.value.is_object() && field != nullptr ? empty_object(*field) : zero.value
            );
        }
    }
    return object;
}

}  // namespace

std::string GroupVersionKind::api_version() const {
    return group.empty() ? version : fmt::format("{}/{}", group, version);
}

GroupVersionKind GroupVersionKind::of(std::string_view api_version, std::string_view kind) {
    const std::size_t slash = api_version.find('/');
    if (slash == std::string_view::npos) {
        return {"", std::string{api_version}, std::string{kind}};
    }
    return {
        std::string{api_version.substr(0, slash)},
        std::string{api_version.substr(slash + 1)},
        std::string{kind}
    };
}

struct SchemaCatalog::Impl {
    detail::SchemaArena arena;
    detail::Definitions definitions;
    detail::RulesByDefinition rules;
};

SchemaCatalog::SchemaCatalog(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
SchemaCatalog::SchemaCatalog(SchemaCatalog&&) noexcept = default;
SchemaCatalog& SchemaCatalog::operator=(SchemaCatalog&&) noexcept = default;
SchemaCatalog::~SchemaCatalog() = default;

Result<SchemaCatalog> SchemaCatalog::builtin() {
    auto impl = std::make_unique<Impl>();
    FLOTILLA_TRY(impl->definitions, detail::read_definitions(embedded_schema_definitions(), impl->arena));
    const detail::RuleTexts texts{
        embedded_schema_zeros(), embedded_schema_defaults(), embedded_schema_rules()
    };
    FLOTILLA_TRY(impl->rules, detail::read_rules(texts));
    for (const auto& [kind, schema] : impl->definitions.kinds) {
        impl->rules.try_emplace(std::string{schema->name});
    }
    impl->arena.for_each_named([&](Schema& schema) {
        const auto found = impl->rules.find(schema.name);
        schema.rules = found == impl->rules.end() ? nullptr : &found->second;
    });
    for (const auto& [kind, schema] : impl->definitions.kinds) {
        impl->rules.find(schema->name)->second.empty_object = empty_object(*schema);
    }
    return SchemaCatalog{std::move(impl)};
}

const Schema* SchemaCatalog::find(const GroupVersionKind& kind) const {
    const auto found = impl_->definitions.kinds.find(kind);
    return found == impl_->definitions.kinds.end() ? nullptr : found->second;
}

const Schema* SchemaCatalog::definition(std::string_view name) const {
    const auto found = impl_->definitions.by_name.find(name);
    return found == impl_->definitions.by_name.end() ? nullptr : found->second;
}

const Schema* SchemaCatalog::object_meta() const {
    return definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
}

std::vector<GroupVersionKind> SchemaCatalog::kinds() const {
    std::vector<GroupVersionKind> result;
    for (const auto& [kind, schema] : impl_->definitions.kinds) {
        result.push_back(kind);
    }
    return result;
}

}  // namespace flotilla::cluster

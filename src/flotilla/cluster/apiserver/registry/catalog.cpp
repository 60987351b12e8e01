#include "flotilla/cluster/apiserver/registry/catalog.hpp"

#include <algorithm>

#include "flotilla/base/embedded.hpp"
#include "flotilla/cluster/apiserver/registry/traits.hpp"
#include "flotilla/cluster/schema/conversion.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/json_texts.hpp"

FLOTILLA_EMBEDDED(discovery)

namespace flotilla::cluster {

namespace {

std::string key_of(std::string_view group, std::string_view version, std::string_view plural) {
    return fmt::format("{}/{}/{}", group, version, plural);
}

GroupVersionKind kind_of(const kube::Json& response_kind, const GroupVersionKind& fallback) {
    GroupVersionKind kind{
        kube::text_at(response_kind, {"group"}),
        kube::text_at(response_kind, {"version"}),
        kube::text_at(response_kind, {"kind"})
    };
    if (kind.group.empty()) {
        kind.group = fallback.group;
    }
    if (kind.version.empty()) {
        kind.version = fallback.version;
    }
    return kind;
}

std::vector<Subresource> subresources_of(const kube::Json& data, const GroupVersionKind& parent) {
    std::vector<Subresource> found;
    if (const kube::JsonArray* array = kube::find_array(data, {"subresources"})) {
        for (const kube::Json& item : *array) {
            const kube::Json* kind = kube::find(item, {"responseKind"});
            found.push_back(Subresource{
                kube::text_at(item, {"subresource"}),
                kind == nullptr ? parent : kind_of(*kind, parent),
                kube::texts_at(item, {"verbs"})
            });
        }
    }
    return found;
}

std::shared_ptr<Resource> resource_from(
    const kube::Json& data,
    const std::string& group,
    const std::string& version,
    const BuiltinKinds& kinds,
    Store& store
) {
    auto resource = std::make_shared<Resource>();
    const kube::Json* response_kind = kube::find(data, {"responseKind"});
    resource->type = kube::ResourceType{
        group,
        version,
        kube::text_at(data, {"resource"}),
        kube::text_at(*response_kind, {"kind"}),
        kube::text_at(data, {"scope"}) == "Namespaced"
    };
    resource->singular = kube::text_at(data, {"singularResource"});
    resource->list_kind = resource->type.kind + "List";
    resource->verbs = kube::texts_at(data, {"verbs"});
    resource->short_names = kube::texts_at(data, {"shortNames"});
    resource->categories = kube::texts_at(data, {"categories"});
    resource->subresources = subresources_of(data, resource->kind());
    resource->schema = kinds.find(resource->kind());
    resource->storage_kind = storage_kind(resource->kind()).value_or(resource->kind());
    if (resource->allows("list") && resource->schema != nullptr &&
        resource->type.plural != "componentstatuses") {
        kube::ResourceType stored = resource->type;
        stored.group = resource->storage_kind.group;
        resource->traits = builtin_traits(stored.group_resource());
        resource->collection = &store.collection(stored.group_resource());
    }
    return resource;
}

}  // namespace

bool Resource::allows(std::string_view verb) const {
    return std::ranges::find(verbs, verb) != verbs.end();
}

const Subresource* Resource::subresource(std::string_view name) const {
    const auto found = std::ranges::find(subresources, name, &Subresource::name);
    return found == subresources.end() ? nullptr : &*found;
}

Result<ResourceCatalog> ResourceCatalog::load(const BuiltinKinds& kinds, Store& store) {
    FLOTILLA_TRY(const kube::Json data, kube::parse_json(embedded_discovery()));
    ResourceCatalog catalog;
    for (const std::string_view root : {"/api", "/apis"}) {
        const kube::JsonArray* groups = kube::find_array(data, {root, "items"});
        if (groups == nullptr) {
            return fail(ErrorCode::Internal, fmt::format("the built-in discovery data lacks {}", root));
        }
        for (const kube::Json& group : *groups) {
            const std::string name{kube::find_string(group, {"metadata", "name"}).value_or("")};
            for (const kube::Json& version : *kube::find_array(group, {"versions"})) {
                for (const kube::Json& resource : *kube::find_array(version, {"resources"})) {
                    catalog.add(
                        resource_from(resource, name, kube::text_at(version, {"version"}), kinds, store)
                    );
                }
            }
        }
    }
    return catalog;
}

void ResourceCatalog::add(const ResourcePtr& resource) {
    resources_[key_of(resource->type.group, resource->type.version, resource->type.plural)] = resource;
    auto group = std::ranges::find(groups_, resource->type.group, &ServedGroup::name);
    if (group == groups_.end()) {
        groups_.push_back(ServedGroup{resource->type.group, {}});
        group = std::prev(groups_.end());
    }
    auto version = std::ranges::find(group->versions, resource->type.version, &ServedVersion::version);
    if (version == group->versions.end()) {
        group->versions.push_back(ServedVersion{resource->type.version, {}});
        version = std::prev(group->versions.end());
    }
    version->resources.push_back(resource);
}

ResourcePtr ResourceCatalog::find(std::string_view group, std::string_view version, std::string_view plural)
    const {
    const auto found = resources_.find(key_of(group, version, plural));
    return found == resources_.end() ? nullptr : found->second;
}

ResourcePtr ResourceCatalog::find_any(std::string_view group, std::string_view plural) const {
    for (const auto& [key, resource] : resources_) {
        if (resource->is(group, plural)) {
            return resource;
        }
    }
    return nullptr;
}

ResourcePtr ResourceCatalog::find_kind(const GroupVersionKind& kind) const {
    for (const auto& [key, resource] : resources_) {
        if (resource->kind() == kind) {
            return resource;
        }
    }
    return nullptr;
}

const ServedGroup* ResourceCatalog::group(std::string_view name) const {
    const auto found = std::ranges::find(groups_, name, &ServedGroup::name);
    return found == groups_.end() ? nullptr : &*found;
}

void ResourceCatalog::replace_custom(
    std::string_view group, std::string_view plural, const std::vector<ResourcePtr>& versions
) {
    ++generation_;
    std::erase_if(resources_, [&](const auto& entry) { return entry.second->is(group, plural); });
    for (ServedGroup& served : groups_) {
        for (ServedVersion& version : served.versions) {
            std::erase_if(version.resources, [&](const ResourcePtr& resource) {
                return resource->is(group, plural);
            });
        }
        std::erase_if(served.versions, [](const ServedVersion& version) {
            return version.resources.empty();
        });
    }
    std::erase_if(groups_, [](const ServedGroup& served) { return served.versions.empty(); });
    for (const ResourcePtr& version : versions) {
        add(version);
    }
}

}  // namespace flotilla::cluster

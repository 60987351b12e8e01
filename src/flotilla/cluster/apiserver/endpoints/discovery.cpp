#include "flotilla/cluster/apiserver/endpoints/discovery.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace flotilla::cluster {

namespace {

kube::JsonArray array_of(const std::vector<std::string>& texts) {
    return kube::JsonArray(texts.begin(), texts.end());
}

kube::JsonObject kind_json(const GroupVersionKind& kind) {
    kube::JsonObject json;
    json["group"] = kind.group;
    json["version"] = kind.version;
    json["kind"] = kind.kind;
    return json;
}

kube::JsonObject aggregated_resource(const Resource& resource) {
    kube::JsonObject json;
    json["resource"] = resource.type.plural;
    json["responseKind"] = kind_json(resource.kind());
    json["scope"] = resource.type.namespaced ? "Namespaced" : "Cluster";
    json["singularResource"] = resource.singular;
    json["verbs"] = array_of(resource.verbs);
    if (!resource.short_names.empty()) {
        json["shortNames"] = array_of(resource.short_names);
    }
    if (!resource.categories.empty()) {
        json["categories"] = array_of(resource.categories);
    }
    if (!resource.subresources.empty()) {
        kube::JsonArray subresources;
        for (const Subresource& subresource : resource.subresources) {
            kube::JsonObject entry;
            entry["subresource"] = subresource.name;
            entry["responseKind"] = kind_json(subresource.kind);
            entry["verbs"] = array_of(subresource.verbs);
            subresources.emplace_back(std::move(entry));
        }
        json["subresources"] = std::move(subresources);
    }
    return json;
}

kube::JsonObject aggregated_version_json(const ServedVersion& version) {
    kube::JsonArray resources;
    for (const ResourcePtr& resource : version.resources) {
        resources.emplace_back(aggregated_resource(*resource));
    }
    kube::JsonObject json;
    json["version"] = version.version;
    json["resources"] = std::move(resources);
    json["freshness"] = "Current";
    return json;
}

kube::JsonObject version_entry(std::string_view group, const ServedVersion& version) {
    kube::JsonObject entry;
    entry["groupVersion"] = fmt::format("{}/{}", group, version.version);
    entry["version"] = version.version;
    return entry;
}

kube::JsonObject group_json(const ServedGroup& group) {
    kube::JsonArray versions;
    for (const ServedVersion& version : group.versions) {
        versions.emplace_back(version_entry(group.name, version));
    }
    kube::JsonObject json;
    json["name"] = group.name;
    json["versions"] = std::move(versions);
    json["preferredVersion"] = version_entry(group.name, group.versions.front());
    return json;
}

kube::JsonObject list_entry(const Resource& resource) {
    kube::JsonObject json;
    json["name"] = resource.type.plural;
    json["singularName"] = resource.singular;
    json["namespaced"] = resource.type.namespaced;
    json["kind"] = resource.type.kind;
    json["verbs"] = array_of(resource.verbs);
    if (!resource.short_names.empty()) {
        json["shortNames"] = array_of(resource.short_names);
    }
    if (!resource.categories.empty()) {
        json["categories"] = array_of(resource.categories);
    }
    return json;
}

kube::JsonObject subresource_entry(const Resource& resource, const Subresource& subresource) {
    kube::JsonObject json;
    json["name"] = fmt::format("{}/{}", resource.type.plural, subresource.name);
    json["singularName"] = "";
    json["namespaced"] = resource.type.namespaced;
    if (subresource.kind.group != resource.type.group || subresource.kind.version != resource.type.version) {
        json["group"] = subresource.kind.group;
        json["version"] = subresource.kind.version;
    }
    json["kind"] = subresource.kind.kind;
    json["verbs"] = array_of(subresource.verbs);
    return json;
}

}  // namespace

kube::Json aggregated_discovery(const ResourceCatalog& catalog, bool core, std::string_view version) {
    kube::JsonArray items;
    for (const ServedGroup& group : catalog.groups()) {
        if (group.name.empty() != core) {
            continue;
        }
        kube::JsonArray versions;
        for (const ServedVersion& served : group.versions) {
            versions.emplace_back(aggregated_version_json(served));
        }
        kube::Json item(kube::JsonObject{});
        kube::place(item, {"metadata"}) = kube::JsonObject{};
        if (!core) {
            kube::place(item, {"metadata", "name"}) = group.name;
        }
        item.as_object()["versions"] = std::move(versions);
        items.push_back(std::move(item));
    }
    kube::Json list(kube::JsonObject{});
    list.as_object()["kind"] = "APIGroupDiscoveryList";
    list.as_object()["apiVersion"] = fmt::format("apidiscovery.k8s.io/{}", version);
    list.as_object()["metadata"] = kube::JsonObject{};
    list.as_object()["items"] = std::move(items);
    return list;
}

kube::Json legacy_versions() {
    kube::JsonObject json;
    json["kind"] = "APIVersions";
    json["versions"] = kube::JsonArray{"v1"};
    json["serverAddressByClientCIDRs"] = kube::JsonArray{};
    return json;
}

kube::Json group_list(const ResourceCatalog& catalog) {
    kube::JsonArray groups;
    for (const ServedGroup& group : catalog.groups()) {
        if (!group.name.empty()) {
            groups.emplace_back(group_json(group));
        }
    }
    kube::JsonObject json;
    json["kind"] = "APIGroupList";
    json["apiVersion"] = "v1";
    json["groups"] = std::move(groups);
    return json;
}

std::optional<kube::Json> group_description(const ResourceCatalog& catalog, std::string_view group) {
    const ServedGroup* found = catalog.group(group);
    if (found == nullptr || group.empty()) {
        return std::nullopt;
    }
    kube::JsonObject json = group_json(*found);
    json["kind"] = "APIGroup";
    json["apiVersion"] = "v1";
    return json;
}

std::optional<kube::Json> resource_list(
    const ResourceCatalog& catalog, std::string_view group, std::string_view version
) {
    const ServedGroup* found = catalog.group(group);
    if (found == nullptr) {
        return std::nullopt;
    }
    const auto served = std::ranges::find(found->versions, version, &ServedVersion::version);
    if (served == found->versions.end()) {
        return std::nullopt;
    }
    kube::JsonArray resources;
    for (const ResourcePtr& resource : served->resources) {
        resources.emplace_back(list_entry(*resource));
        for (const Subresource& subresource : resource->subresources) {
            resources.emplace_back(subresource_entry(*resource, subresource));
        }
    }
    kube::JsonObject json;
    json["kind"] = "APIResourceList";
    json["apiVersion"] = "v1";
    json["groupVersion"] = group.empty() ? std::string{version} : fmt::format("{}/{}", group, version);
    json["resources"] = std::move(resources);
    return json;
}

std::optional<std::string> aggregated_version(std::string_view accept) {
    for (const MediaType& media : parse_accept(accept)) {
        if (media.parameter("as") == "APIGroupDiscoveryList" &&
            media.parameter("g") == "apidiscovery.k8s.io" &&
            (media.parameter("v") == "v2" || media.parameter("v") == "v2beta1")) {
            return std::string{media.parameter("v")};
        }
        if (media.parameter("as").empty()) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace flotilla::cluster

#pragma once
#include <optional>

#include "flotilla/cluster/apiserver/negotiation.hpp"
#include "flotilla/cluster/apiserver/registry/catalog.hpp"
#include "flotilla/kube/api/json.hpp"

/// What the server serves, as clients ask for it.
namespace flotilla::cluster {

/// APIGroupDiscoveryList of `/api` (`core`) or `/apis`.
kube::Json aggregated_discovery(const ResourceCatalog& catalog, bool core, std::string_view version);

/// APIVersions of `/api`, APIGroupList of `/apis`.
kube::Json legacy_versions();
kube::Json group_list(const ResourceCatalog& catalog);

/// APIGroup of `/apis/GROUP`; absent when there is none.
std::optional<kube::Json> group_description(const ResourceCatalog& catalog, std::string_view group);

/// APIResourceList of `/api/v1` or `/apis/GROUP/VERSION`; absent when there is none.
std::optional<kube::Json> resource_list(
    const ResourceCatalog& catalog, std::string_view group, std::string_view version
);

/// The version of apidiscovery.k8s.io that an Accept header prefers over plain JSON; absent when it does not.
std::optional<std::string> aggregated_version(std::string_view accept);

}  // namespace flotilla::cluster

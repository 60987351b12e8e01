#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla::kube {

/// An endpoint of the API: which objects, under which path.
struct ResourceType {
    std::string group;    ///< "" for the core group
    std::string version;  ///< "v1"
    std::string plural;   ///< "deployments"
    std::string kind;     ///< "Deployment"
    bool namespaced = true;

    /// As objects say it: "apps/v1", or "v1" for the core group.
    [[nodiscard]] std::string api_version() const;
    /// As messages say it: "deployments.apps", or "pods" for the core group.
    [[nodiscard]] std::string group_resource() const;
    /// "Deployment.apps", or "Pod" for the core group.
    [[nodiscard]] std::string group_kind() const;
    /// "apps/v1, Kind=Deployment"
    [[nodiscard]] std::string gvk() const;
    /// "apps/v1, Resource=deployments"
    [[nodiscard]] std::string gvr() const;

    /// The collection's path: "/apis/apps/v1/namespaces/shop/deployments"; without a namespace, of all
    /// namespaces.
    [[nodiscard]] std::string collection_path(std::string_view namespace_ = {}) const;
    /// An object's path, or that of one of its subresources: ".../deployments/web/scale". Names are
    /// percent-encoded.
    [[nodiscard]] std::string path(
        std::string_view namespace_, std::string_view name, std::string_view subresource = {}
    ) const;

    friend auto operator<=>(const ResourceType&, const ResourceType&) = default;
};

/// The group and version of "apps/v1" or "v1". Fails with InvalidArgument when there is more than one slash
/// or nothing.
struct GroupVersion {
    std::string group;
    std::string version;
    friend auto operator<=>(const GroupVersion&, const GroupVersion&) = default;
};
Result<GroupVersion> parse_group_version(std::string_view api_version);

/// The endpoint of a typed object: `resource_of<Pod>()`. Specialised beside the types (types.gen.hpp).
template <class T>
const ResourceType& resource_of();

}  // namespace flotilla::kube

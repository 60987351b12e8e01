#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/schema/custom_kind.hpp"
#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/cluster/store/collection.hpp"
#include "flotilla/kube/api/resource_type.hpp"

namespace flotilla::cluster {

/// "status" of deployments, and what it speaks: Deployment itself, or another kind (Scale, Eviction).
struct Subresource {
    std::string name;
    GroupVersionKind kind;
    std::vector<std::string> verbs;
};

/// How a resource differs from the others, as far as the verbs must know.
struct ResourceTraits {
    bool counts_generation = false;       ///< generation +1 when anything but metadata and status changes
    bool creates_on_update = false;       ///< PUT of what is not there makes it
    bool updates_unconditionally = true;  ///< PUT without a resourceVersion is allowed
    bool answers_delete_with_object = false;
    bool orphans_by_default = false;  ///< a delete without propagationPolicy leaves the dependents
};

/// One endpoint: a resource in one version. Lives in the catalog; requests under way keep it alive.
struct Resource {
    kube::ResourceType type;
    std::string singular;
    std::string list_kind;
    std::vector<std::string> verbs;
    std::vector<std::string> short_names;
    std::vector<std::string> categories;
    std::vector<Subresource> subresources;
    ResourceTraits traits;

    const KindSchema* schema = nullptr;  ///< null for kinds that are never stored
    Collection* collection = nullptr;    ///< null for resources that are never stored
    GroupVersionKind storage_kind;       ///< the version in which objects are stored
    std::shared_ptr<const std::vector<CustomVersion>> definition{};  ///< of a custom resource, owns `schema`
    const CustomVersion* custom = nullptr;                           ///< this version of it

    [[nodiscard]] GroupVersionKind kind() const { return {type.group, type.version, type.kind}; }
    [[nodiscard]] bool is_custom() const { return custom != nullptr; }
    [[nodiscard]] bool allows(std::string_view verb) const;
    [[nodiscard]] const Subresource* subresource(std::string_view name) const;
    [[nodiscard]] bool has_status() const { return subresource("status") != nullptr; }
    /// Whether it is that resource of that group, in any version.
    [[nodiscard]] bool is(std::string_view group, std::string_view plural) const {
        return type.group == group && type.plural == plural;
    }
};

using ResourcePtr = std::shared_ptr<const Resource>;

}  // namespace flotilla::cluster

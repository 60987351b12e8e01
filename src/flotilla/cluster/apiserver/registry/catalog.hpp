#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/apiserver/registry/resource.hpp"
#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/cluster/store/store.hpp"

namespace flotilla::cluster {

/// One group version, with its resources in the order of discovery.
struct ServedVersion {
    std::string version;
    std::vector<ResourcePtr> resources;
};
struct ServedGroup {
    std::string name;  ///< "" for the core group
    std::vector<ServedVersion> versions;
};

/// Every resource that the server serves: the built-in ones from the discovery data, and those of the custom
/// resource definitions. `generation()` moves whenever it changes.
class ResourceCatalog {
public:
    /// Fails with Internal when the data that was built in is broken.
    static Result<ResourceCatalog> load(const BuiltinKinds& kinds, Store& store);

    /// Null when there is no such resource.
    [[nodiscard]] ResourcePtr find(std::string_view group, std::string_view version, std::string_view plural)
        const;
    /// Any version of it; null when there is none.
    [[nodiscard]] ResourcePtr find_any(std::string_view group, std::string_view plural) const;
    /// By the kind that objects name; null when there is none.
    [[nodiscard]] ResourcePtr find_kind(const GroupVersionKind& kind) const;

    [[nodiscard]] const std::vector<ServedGroup>& groups() const { return groups_; }
    [[nodiscard]] const ServedGroup* group(std::string_view name) const;
    [[nodiscard]] std::uint64_t generation() const { return generation_; }

    /// Puts the versions of one definition in the place of those it had before.
    void replace_custom(
        std::string_view group, std::string_view plural, const std::vector<ResourcePtr>& versions
    );

private:
    void add(const ResourcePtr& resource);

    std::map<std::string, ResourcePtr, std::less<>> resources_;  // by "group/version/plural"
    std::vector<ServedGroup> groups_;
    std::uint64_t generation_ = 1;
};

}  // namespace flotilla::cluster

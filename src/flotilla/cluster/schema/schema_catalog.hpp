#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/schema.hpp"

/// The built-in kinds' schemas, by group, version and kind.
namespace flotilla::cluster {

/// A kind's full name. `group` is empty for the core group.
struct GroupVersionKind {
    std::string group;
    std::string version;
    std::string kind;

    /// "apps/v1", "v1".
    [[nodiscard]] std::string api_version() const;
    /// From an object's apiVersion and kind.
    static GroupVersionKind of(std::string_view api_version, std::string_view kind);

    friend auto operator<=>(const GroupVersionKind&, const GroupVersionKind&) = default;
};

/// Read once from the data that is part of the program (about 3 ms); then immutable, safe across threads.
class SchemaCatalog {
public:
    /// Fails with Internal when the data that was built in is broken.
    static Result<SchemaCatalog> builtin();
    SchemaCatalog(SchemaCatalog&&) noexcept;
    SchemaCatalog& operator=(SchemaCatalog&&) noexcept;
    ~SchemaCatalog();

    /// Null when the kind is not built in. Lives as long as the catalog.
    [[nodiscard]] const Schema* find(const GroupVersionKind& kind) const;
    /// By the definition's name, "io.k8s.api.core.v1.PodSpec"; null when there is none.
    [[nodiscard]] const Schema* definition(std::string_view name) const;
    /// The metadata of every object; custom resources use the same.
    [[nodiscard]] const Schema* object_meta() const;
    /// Every kind, sorted.
    [[nodiscard]] std::vector<GroupVersionKind> kinds() const;

private:
    struct Impl;
    explicit SchemaCatalog(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::cluster

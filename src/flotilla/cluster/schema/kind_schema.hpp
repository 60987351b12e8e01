#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/cluster/schema/schema_catalog.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/status.hpp"

/// What a server does with an object of one kind on its way in and out; the same interface for built-in and
/// custom kinds.
namespace flotilla::cluster {

/// One column of a Table. Priority 0 is always shown, more only with `-o wide`.
struct TableColumn {
    std::string name;
    std::string type;    ///< "string", "integer", "date", …
    std::string format;  ///< "name" for the first
    std::string description;
    int priority = 0;
};

/// What validation needs to know of the object's kind besides its schema.
struct KindFacts {
    GroupVersionKind kind;
    bool namespaced = true;
    bool built_in = true;
};

/// One kind in one version. Immutable, safe across threads.
class KindSchema {
public:
    virtual ~KindSchema() = default;

    [[nodiscard]] virtual const KindFacts& facts() const = 0;
    [[nodiscard]] virtual const Schema& schema() const = 0;
    [[nodiscard]] virtual bool is_custom() const = 0;

    /// Fills in what the API promises when it is left out. Twice is the same as once.
    virtual void set_defaults(kube::Json& object) const = 0;

    /// What is wrong with a new object (already pruned and defaulted); empty when it is fine.
    [[nodiscard]] virtual std::vector<kube::FieldError> validate(const kube::Json& object) const = 0;

    /// What is wrong with `object` as the successor of `old`: all that `validate` says, and what must not
    /// change.
    /// @param subresource "" for the main endpoint, "status", "resize", …
    [[nodiscard]] virtual std::vector<kube::FieldError> validate_update(
        const kube::Json& object, const kube::Json& old, std::string_view subresource
    ) const = 0;

    [[nodiscard]] virtual const std::vector<TableColumn>& columns() const = 0;
    /// The cells of one row, as many as there are columns.
    [[nodiscard]] virtual boost::json::array cells(const kube::Json& object, WallTime now) const = 0;
};

/// All built-in kinds. About 5 ms to make, then immutable.
class BuiltinKinds {
public:
    /// Fails with Internal when the data that was built in is broken.
    static Result<BuiltinKinds> load();
    BuiltinKinds(BuiltinKinds&&) noexcept;
    BuiltinKinds& operator=(BuiltinKinds&&) noexcept;
    ~BuiltinKinds();

    /// Null when the kind is not built in. Lives as long as this.
    [[nodiscard]] const KindSchema* find(const GroupVersionKind& kind) const;
    [[nodiscard]] const SchemaCatalog& catalog() const;

private:
    struct Impl;
    explicit BuiltinKinds(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::cluster

#pragma once
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "flotilla/base/time.hpp"
#include "flotilla/cluster/schema/field_set.hpp"
#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// Who owns which field: metadata.managedFields, and server-side apply on top of it.
namespace flotilla::cluster {

/// Who writes, how and when.
struct FieldWriter {
    std::string manager;      ///< fieldManager, or what the user agent's first word is
    std::string api_version;  ///< of the request's body, "apps/v1"
    std::string subresource;  ///< "status", "scale"; empty for the main endpoint
    WallTime now;
    /// The kind has a status subresource: the main endpoint owns nothing of the status, and that one nothing
    /// of the spec.
    bool status_is_separate = false;
};

/// Brings `updated.metadata.managedFields` up to date after a create, update or patch.
///
/// @param live     what is stored; null on create
/// @param updated  what will be stored (defaulted, pruned). Its own managedFields count as the request's:
/// absent keeps those of
///                 `live`, one empty entry clears them.
///
/// The result: `writer` owns what it changed or added, nobody else owns that any longer, and nobody owns what
/// was removed. Entries keep their time unless the writer took fields. A few µs when nothing changed.
void track_update(
    const Schema& schema, const kube::Json* live, kube::Json& updated, const FieldWriter& writer
);

/// A field that somebody else owns with another value.
struct ApplyConflict {
    std::string message;  ///< `conflict with "kubectl" using apps/v1`
    std::string field;    ///< `.spec.replicas`
};

/// Why an apply was refused.
struct ApplyFailure {
    std::vector<ApplyConflict> conflicts;  ///< not empty: 409, one cause FieldManagerConflict each
    std::string message;                   ///< the sentence for the Status; without conflicts: 400
};

/// Server-side apply: what is stored afterwards, with managedFields. It is still to be defaulted and
/// validated; the server then calls nothing else for the fields' owners.
///
/// @param live           what is stored, or `{apiVersion, kind, metadata{name, namespace}}` when the object
/// does not exist
/// @param configuration  the request's body; must not hold managedFields
/// @param force          take conflicting fields over instead of failing
tl::expected<kube::Json, ApplyFailure> apply_configuration(
    const Schema& schema,
    const kube::Json& live,
    const kube::Json& configuration,
    const FieldWriter& writer,
    bool force
);

/// The paths that `object` has, by its schema: what an apply of it would own.
FieldSet field_set_of(const Schema& schema, const kube::Json& object);

/// How two objects differ. A path is in at most one of the three.
struct FieldComparison {
    FieldSet modified;
    FieldSet added;
    FieldSet removed;

    [[nodiscard]] bool empty() const { return modified.empty() && added.empty() && removed.empty(); }
};
FieldComparison compare_fields(const Schema& schema, const kube::Json& before, const kube::Json& after);

}  // namespace flotilla::cluster

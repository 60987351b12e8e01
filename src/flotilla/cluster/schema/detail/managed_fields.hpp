#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/schema/field_ownership.hpp"
#include "flotilla/cluster/schema/field_set.hpp"
#include "flotilla/kube/api/json.hpp"

/// The entries of metadata.managedFields.
namespace flotilla::cluster::detail {

inline constexpr std::string_view kApply = "Apply";
inline constexpr std::string_view kUpdate = "Update";

/// One entry with its fields decoded.
struct ManagedEntry {
    std::string manager;
    std::string operation;
    std::string api_version;
    std::string time;  ///< RFC 3339; empty when there is none
    std::string subresource;
    FieldSet fields;

    /// Entries of the same identity are one. Those of Apply are the same in all versions of a kind.
    [[nodiscard]] bool is_same_writer(const ManagedEntry& other) const;
    /// `"kubectl" with subresource "scale" using apps/v1`.
    [[nodiscard]] std::string shown() const;
    [[nodiscard]] kube::Json encode() const;
};

/// The entry that an Update or an Apply of this writer goes to, without fields.
ManagedEntry entry_of(const FieldWriter& writer, std::string_view operation);

/// An entry without its fields; nothing when something is missing or wrong in it.
std::optional<ManagedEntry> decode_head(const kube::Json& entry);
/// With its fields.
std::optional<ManagedEntry> decode_entry(const kube::Json& entry);

/// All entries; nothing when one of them is broken.
std::optional<std::vector<ManagedEntry>> decode_entries(const boost::json::array& entries);

/// In the order in which a server writes them: Apply first, then by time, manager, version, subresource.
void sort_entries(boost::json::array& entries);
/// At most ten entries of Update: the oldest become one of "ancient-changes".
void cap_entries(std::vector<ManagedEntry>& entries);
boost::json::array encode_entries(const std::vector<ManagedEntry>& entries);

/// metadata.managedFields, or null.
const boost::json::array* managed_fields_of(const kube::Json& object);
/// Sets it; an empty one is taken away.
void set_managed_fields(kube::Json& object, boost::json::array entries);

/// The difference without what nobody owns: apiVersion, kind, the server's own metadata, and what this
/// endpoint does not write.
FieldComparison owned_difference(
    const Schema& schema, const kube::Json& before, const kube::Json& after, const FieldWriter& writer
);
/// `set` without the same.
FieldSet owned_part(const FieldSet& set, const FieldWriter& writer);

}  // namespace flotilla::cluster::detail

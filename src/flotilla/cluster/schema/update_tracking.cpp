#include <algorithm>
#include <utility>

#include "flotilla/cluster/schema/builtin_rules.hpp"
#include "flotilla/cluster/schema/detail/field_walk.hpp"
#include "flotilla/cluster/schema/detail/managed_fields.hpp"
#include "flotilla/cluster/schema/field_ownership.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;
using detail::ManagedEntry;

/// Whether a member of `set` is one of the encoded FieldsV1 too. Spares the decoding of entries that a write
/// does not touch.
bool shares_member(const kube::Json& fields_v1, const FieldSet& set) {
    const json::object* fields = fields_v1.if_object();
    if (fields == nullptr) {
        return false;
    }
    return std::ranges::any_of(set.entries(), [&](const FieldSet::Entry& entry) {
        const kube::Json* found = fields->if_contains(entry.element);
        const json::object* below = found == nullptr ? nullptr : found->if_object();
        if (below == nullptr) {
            return false;
        }
        return (entry.member && (below->empty() || below->contains("."))) ||
               shares_member(*found, entry.children);
    });
}

/// Whether every member of `set` is one of the encoded FieldsV1.
bool has_all_members(const kube::Json& fields_v1, const FieldSet& set) {
    const json::object* fields = fields_v1.if_object();
    if (fields == nullptr) {
        return set.empty();
    }
    return std::ranges::all_of(set.entries(), [&](const FieldSet::Entry& entry) {
        const kube::Json* found = fields->if_contains(entry.element);
        const json::object* below = found == nullptr ? nullptr : found->if_object();
        if (below == nullptr) {
            return false;
        }
        return (!entry.member || below->empty() || below->contains(".")) &&
               has_all_members(*found, entry.children);
    });
}

bool is_reset(const json::array& entries) {
    return entries.size() == 1 && entries.front().is_object() && entries.front().get_object().empty();
}

/// What the entries are before this write: those of the request when it has some that can be read, else the
/// stored ones. They are taken out of the request's object.
json::array entries_before(const kube::Json* live, kube::Json& updated, const FieldWriter& writer) {
    const json::array* stored = live == nullptr ? nullptr : detail::managed_fields_of(*live);
    kube::Json* field = kube::find(updated, {"metadata", "managedFields"});
    json::array* requested = field == nullptr ? nullptr : field->if_array();
    if (requested != nullptr && stored != nullptr &&
        detail::same_json(*field, *kube::find(*live, {"metadata", "managedFields"}))) {
        return std::move(*requested);
    }
    if (requested != nullptr && writer.subresource.empty()) {
        if (is_reset(*requested)) {
            return {};
        }
        if (!requested->empty() && detail::decode_entries(*requested)) {
            return std::move(*requested);
        }
    }
    return stored == nullptr ? json::array{} : *stored;
}

/// Takes what this write changed from an entry; gives it to the writer's own.
class EntryUpdate {
public:
    EntryUpdate(const FieldComparison& difference, const FieldWriter& writer)
        : changed_{difference.modified.united(difference.added)},
          removed_{difference.removed},
          own_{detail::entry_of(writer, detail::kUpdate)} {}

    json::array run(json::array entries) {
        json::array result;
        result.reserve(entries.size() + 1);
        for (kube::Json& entry : entries) {
            update(entry, result);
        }
        if (!own_was_there_ && !changed_.empty()) {
            own_.fields = std::move(changed_);
            result.push_back(own_.encode());
        }
        return result;
    }

private:
    void update(kube::Json& entry, json::array& result) {
        const std::optional<ManagedEntry> head = detail::decode_head(entry);
        if (!head) {
            return;  // nobody can be made of it
        }
        const kube::Json* fields = entry.get_object().if_contains("fieldsV1");
        const bool own = head->is_same_writer(own_);
        own_was_there_ = own_was_there_ || own;
        const bool loses = fields != nullptr &&
                           (shares_member(*fields, removed_) || (!own && shares_member(*fields, changed_)));
        const bool gains =
            own && !changed_.empty() && (fields == nullptr || !has_all_members(*fields, changed_));
        if (loses || gains) {
            rewrite(entry, own, result);
            return;
        }
        if (own && !changed_.empty()) {
            entry.get_object()["time"] = own_.time;
        }
        result.push_back(std::move(entry));
    }

    void rewrite(const kube::Json& entry, bool own, json::array& result) {
        std::optional<ManagedEntry> decoded = detail::decode_entry(entry);
        if (!decoded) {
            return;
        }
        decoded->fields = decoded->fields.without(changed_).without(removed_);
        if (own) {
            decoded->fields = decoded->fields.united(changed_);
            decoded->time = changed_.empty() ? decoded->time : own_.time;
        }
        if (!decoded->fields.empty()) {
            result.push_back(decoded->encode());
        }
    }

    FieldSet changed_;
    const FieldSet& removed_;
    ManagedEntry own_;
    bool own_was_there_ = false;
};

void cap(json::array& entries) {
    constexpr std::size_t kFew = 10;
    if (entries.size() <= kFew) {
        return;
    }
    if (std::optional<std::vector<ManagedEntry>> decoded = detail::decode_entries(entries)) {
        detail::cap_entries(*decoded);
        entries = detail::encode_entries(*decoded);
    }
}

}  // namespace

void track_update(
    const Schema& schema, const kube::Json* live, kube::Json& updated, const FieldWriter& writer
) {
    json::array entries = entries_before(live, updated, writer);
    if (live != nullptr && entries.empty()) {
        detail::set_managed_fields(updated, {});  // an object whose fields nobody tracks stays one
        return;
    }
    static const kube::Json kNothing = json::object{};
    const kube::Json& empty = schema.rules == nullptr ? kNothing : schema.rules->empty_object;
    const FieldComparison difference =
        detail::owned_difference(schema, live == nullptr ? empty : *live, updated, writer);
    if (!difference.empty()) {
        entries = EntryUpdate{difference, writer}.run(std::move(entries));
        cap(entries);
        detail::sort_entries(entries);
    }
    detail::set_managed_fields(updated, std::move(entries));
}

}  // namespace flotilla::cluster

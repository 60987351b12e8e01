#include "flotilla/cluster/schema/detail/managed_fields.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace flotilla::cluster::detail {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostUpdateEntries = 10;
constexpr std::string_view kOldEntries = "ancient-changes";

std::string_view text_at(const json::object& entry, std::string_view field) {
    const kube::Json* value = entry.if_contains(field);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : kube::text_of(*text);
}

auto sort_key(const kube::Json& entry) {
    static const json::object kEmpty;
    const json::object& fields = entry.is_object() ? entry.get_object() : kEmpty;
    return std::tuple{
        text_at(fields, "operation"),
        text_at(fields, "time"),
        text_at(fields, "manager"),
        text_at(fields, "apiVersion"),
        text_at(fields, "subresource")
    };
}

/// What no manager owns, and what a writer of this endpoint does not own.
FieldSet unowned(const FieldWriter& writer) {
    FieldSet set;
    for (const std::string_view field : {"f:apiVersion", "f:kind", "f:metadata"}) {
        set.insert({PathElement{field}});
    }
    constexpr std::array kServerMetadata{
        "f:name",
        "f:namespace",
        "f:creationTimestamp",
        "f:selfLink",
        "f:uid",
        "f:clusterName",
        "f:generation",
        "f:managedFields",
        "f:resourceVersion"
    };
    for (const char* field : kServerMetadata) {
        set.insert({"f:metadata", field});
    }
    if (writer.status_is_separate && writer.subresource.empty()) {
        set.insert({"f:status"});
    }
    return set;
}

/// Subtrees that a writer of this endpoint does not own.
FieldSet unowned_subtrees(const FieldWriter& writer) {
    FieldSet set;
    set.insert({"f:metadata", "f:managedFields"});
    if (writer.status_is_separate && writer.subresource.empty()) {
        set.insert({"f:status"});
    } else if (writer.status_is_separate && writer.subresource == "status") {
        set.insert({"f:spec"});
        set.insert({"f:metadata", "f:labels"});
    }
    return set;
}

}  // namespace

bool ManagedEntry::is_same_writer(const ManagedEntry& other) const {
    return manager == other.manager && operation == other.operation && subresource == other.subresource &&
           (operation == kApply || api_version == other.api_version);
}

std::string ManagedEntry::shown() const {
    std::string text = fmt::format("\"{}\"", manager);
    if (!subresource.empty()) {
        text += fmt::format(" with subresource \"{}\"", subresource);
    }
    if (operation == kUpdate) {
        text += fmt::format(" using {}", api_version);
    }
    return text;
}

kube::Json ManagedEntry::encode() const {
    json::object entry;
    entry.emplace("manager", manager);
    entry.emplace("operation", operation);
    entry.emplace("apiVersion", api_version);
    if (!time.empty()) {
        entry.emplace("time", time);
    }
    entry.emplace("fieldsType", "FieldsV1");
    entry.emplace("fieldsV1", fields.encode());
    if (!subresource.empty()) {
        entry.emplace("subresource", subresource);
    }
    return entry;
}

ManagedEntry entry_of(const FieldWriter& writer, std::string_view operation) {
    return {
        writer.manager,
        std::string{operation},
        writer.api_version,
        format_time(writer.now),
        writer.subresource,
        {}
    };
}

std::optional<ManagedEntry> decode_head(const kube::Json& entry) {
    const json::object* fields = entry.if_object();
    if (fields == nullptr) {
        return std::nullopt;
    }
    ManagedEntry result;
    result.manager = text_at(*fields, "manager");
    result.operation = text_at(*fields, "operation");
    result.api_version = text_at(*fields, "apiVersion");
    result.time = text_at(*fields, "time");
    result.subresource = text_at(*fields, "subresource");
    if ((result.operation != kApply && result.operation != kUpdate) || result.api_version.empty()) {
        return std::nullopt;
    }
    return result;
}

std::optional<ManagedEntry> decode_entry(const kube::Json& entry) {
    std::optional<ManagedEntry> result = decode_head(entry);
    if (!result) {
        return std::nullopt;
    }
    const json::object& object = entry.get_object();
    if (const kube::Json* fields = object.if_contains("fieldsV1")) {
        Result<FieldSet> set = FieldSet::decode(*fields);
        if (!set || text_at(object, "fieldsType") != "FieldsV1") {
            return std::nullopt;
        }
        result->fields = std::move(*set);
    }
    return result;
}

std::optional<std::vector<ManagedEntry>> decode_entries(const json::array& entries) {
    std::vector<ManagedEntry> result;
    result.reserve(entries.size());
    for (const kube::Json& entry : entries) {
        std::optional<ManagedEntry> decoded = decode_entry(entry);
        if (!decoded) {
            return std::nullopt;
        }
        result.push_back(std::move(*decoded));
    }
    return result;
}

void sort_entries(json::array& entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const kube::Json& a, const kube::Json& b) {
        return sort_key(a) < sort_key(b);
    });
}

void cap_entries(std::vector<ManagedEntry>& entries) {
    const auto is_update = [](const ManagedEntry& entry) { return entry.operation == kUpdate; };
    auto updates = static_cast<std::size_t>(std::ranges::count_if(entries, is_update));
    while (updates > kMostUpdateEntries) {
        // The two oldest of one version become one, which takes the time of the younger.
        std::vector<ManagedEntry*> oldest;
        for (ManagedEntry& entry : entries) {
            if (is_update(entry)) {
                oldest.push_back(&entry);
            }
        }
        std::ranges::sort(oldest, [](const ManagedEntry* a, const ManagedEntry* b) {
            return std::tie(a->time, a->manager) < std::tie(b->time, b->manager);
        });
        ManagedEntry& bucket = *oldest.front();
        const auto partner = std::find_if(oldest.begin() + 1, oldest.end(), [&](const ManagedEntry* entry) {
            return entry->api_version == bucket.api_version;
        });
        if (partner == oldest.end()) {
            return;
        }
        bucket.manager = kOldEntries;
        bucket.subresource.clear();
        bucket.time = (*partner)->time;
        bucket.fields = bucket.fields.united((*partner)->fields);
        entries.erase(entries.begin() + (*partner - entries.data()));
        --updates;
    }
}

json::array encode_entries(const std::vector<ManagedEntry>& entries) {
    json::array result;
    for (const ManagedEntry& entry : entries) {
        if (!entry.fields.empty()) {
            result.push_back(entry.encode());
        }
    }
    sort_entries(result);
    return result;
}

const json::array* managed_fields_of(const kube::Json& object) {
    return kube::find_array(object, {"metadata", "managedFields"});
}

void set_managed_fields(kube::Json& object, json::array entries) {
    if (entries.empty()) {
        kube::remove(object, {"metadata", "managedFields"});
    } else {
        kube::place(object, {"metadata", "managedFields"}) = std::move(entries);
    }
}

FieldComparison owned_difference(
    const Schema& schema, const kube::Json& before, const kube::Json& after, const FieldWriter& writer
) {
    FieldComparison difference = compare_fields(schema, before, after);
    if (difference.empty()) {
        return difference;
    }
    const FieldSet paths = unowned(writer);
    const FieldSet subtrees = unowned_subtrees(writer);
    difference.modified = difference.modified.without(paths).without_subtrees(subtrees);
    difference.added = difference.added.without(paths).without_subtrees(subtrees);
    difference.removed = difference.removed.without(paths).without_subtrees(subtrees);
    return difference;
}

FieldSet owned_part(const FieldSet& set, const FieldWriter& writer) {
    return set.without(unowned(writer)).without_subtrees(unowned_subtrees(writer));
}

}  // namespace flotilla::cluster::detail

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/ranges.h>

#include "flotilla/cluster/schema/builtin_rules.hpp"
#include "flotilla/cluster/schema/detail/field_merge.hpp"
#include "flotilla/cluster/schema/detail/field_walk.hpp"
#include "flotilla/cluster/schema/detail/managed_fields.hpp"
#include "flotilla/cluster/schema/field_ownership.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;
using detail::ManagedEntry;

constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/// The entries of an object that is applied to for the first time: whoever made it is not known.
std::vector<ManagedEntry> entries_of(
    const Schema& schema, const kube::Json& live, const FieldWriter& writer
) {
    const json::array* stored = detail::managed_fields_of(live);
    std::optional<std::vector<ManagedEntry>> entries =
        stored == nullptr ? std::nullopt : detail::decode_entries(*stored);
    if (entries && !entries->empty()) {
        return std::move(*entries);
    }
    FieldWriter before = writer;
    before.manager = "before-first-apply";
    before.subresource.clear();
    ManagedEntry entry = detail::entry_of(before, detail::kUpdate);
    static const kube::Json kNothing = json::object{};
    const kube::Json& empty = schema.rules == nullptr ? kNothing : schema.rules->empty_object;
    const FieldComparison difference = detail::owned_difference(schema, empty, live, before);
    entry.fields = difference.modified.united(difference.added);
    return entry.fields.empty() ? std::vector<ManagedEntry>{} : std::vector{std::move(entry)};
}

kube::Json without_managed_fields(kube::Json object) {
    kube::remove(object, {"metadata", "managedFields"});
    return object;
}

/// Takes away what this manager applied last time, not now, and nobody else claims.
kube::Json prune_unclaimed(
    const Schema& schema,
    const kube::Json& merged,
    const FieldSet& last,
    const std::vector<ManagedEntry>& entries,
    const FieldSet& applied
) {
    if (last.empty()) {
        return merged;
    }
    const FieldSet last_ensured = detail::with_struct_fields(&schema, last);
    kube::Json pruned = detail::remove_fields(&schema, merged, last_ensured);
    FieldSet claimed = applied;
    for (const ManagedEntry& entry : entries) {
        claimed = claimed.united(entry.fields);
    }
    const FieldSet all = detail::with_struct_fields(&schema, field_set_of(schema, merged));
    FieldSet kept = detail::with_struct_fields(&schema, field_set_of(schema, pruned));
    pruned = detail::remove_fields(
        &schema, merged, all.without(kept).without(detail::with_struct_fields(&schema, claimed))
    );
    kept = detail::with_struct_fields(&schema, field_set_of(schema, pruned));
    return detail::remove_fields(&schema, merged, all.without(kept).intersected(last_ensured));
}

/// What `kubectl apply` wrote down before it applied on the server's side: it may take over that without
/// force.
FieldSet last_applied_fields(const Schema& schema, const kube::Json& live) {
    const auto text = kube::find_string(live, {"metadata", "annotations", kLastApplied});
    if (!text) {
        return {};
    }
    const Result<kube::Json> applied = kube::parse_json(*text);
    return applied ? field_set_of(schema, *applied) : FieldSet{};
}

ApplyFailure conflict_failure(const std::map<std::string, FieldSet>& conflicts) {
    ApplyFailure failure;
    std::vector<std::string> lines;
    for (const auto& [manager, fields] : conflicts) {
        lines.push_back(fmt::format("conflicts with {}:", manager));
        for (const std::string& path : fields.paths()) {
            failure.conflicts.push_back({fmt::format("conflict with {}", manager), path});
            lines.push_back(fmt::format("- {}", path));
        }
    }
    if (failure.conflicts.size() == 1) {
        const ApplyConflict& only = failure.conflicts.front();
        failure.message = fmt::format("Apply failed with 1 conflict: {}: {}", only.message, only.field);
    } else {
        failure.message = fmt::format(
            "Apply failed with {} conflicts: {}", failure.conflicts.size(), fmt::join(lines, "\n")
        );
    }
    return failure;
}

std::string shown_object(const kube::Json& configuration, const FieldWriter& writer) {
    return fmt::format(
        "{}/{}; {}, Kind={}",
        kube::find_string(configuration, {"metadata", "namespace"}).value_or(""),
        kube::find_string(configuration, {"metadata", "name"}).value_or(""),
        writer.api_version,
        kube::find_string(configuration, {"kind"}).value_or("")
    );
}

/// With the fields of every object in order, as Go writes maps.
kube::Json sorted(const kube::Json& value) {
    if (const json::object* object = value.if_object()) {
        std::map<std::string_view, const kube::Json*> fields;
        for (const auto& [name, child] : *object) {
            fields.emplace(name, &child);
        }
        json::object result;
        for (const auto& [name, child] : fields) {
            result.emplace(name, sorted(*child));
        }
        return result;
    }
    const json::array* list = value.if_array();
    if (list == nullptr) {
        return value;
    }
    json::array result;
    for (const kube::Json& element : *list) {
        result.push_back(sorted(element));
    }
    return result;
}

/// kubectl keeps the annotation of its client-side apply in step, so that one can go back to it.
void refresh_last_applied(kube::Json& object, const kube::Json& configuration, const FieldWriter& writer) {
    if (writer.manager != "kubectl" ||
        kube::find_string(object, {"metadata", "annotations", kLastApplied}).value_or("").empty()) {
        return;
    }
    kube::Json applied = configuration;
    kube::remove(applied, {"metadata", "annotations", kLastApplied});
    kube::place(object, {"metadata", "annotations", kLastApplied}) = kube::to_json(sorted(applied)) + "\n";
}

class Application {
public:
    Application(
        const Schema& schema,
        const kube::Json& live,
        const kube::Json& configuration,
        const FieldWriter& writer
    )
        : schema_{schema},
          stored_{live},
          live_(without_managed_fields(live)),
          configuration_{configuration},
          writer_{writer},
          own_{detail::entry_of(writer, detail::kApply)},
          others_{entries_of(schema, live, writer)} {
        const auto previous = std::ranges::find_if(others_, [this](const ManagedEntry& entry) {
            return entry.is_same_writer(own_);
        });
        if (previous != others_.end()) {
            last_ = std::move(*previous);
            others_.erase(previous);
        }
    }

    tl::expected<kube::Json, ApplyFailure> run(bool force) {
        const std::vector<std::string> mistakes = detail::list_mistakes(&schema_, configuration_);
        if (!mistakes.empty()) {
            return tl::unexpected{ApplyFailure{
                {},
                fmt::format(
                    "failed to create typed patch object ({}): {}",
                    shown_object(configuration_, writer_),
                    fmt::join(mistakes, "\n")
                )
            }};
        }
        const FieldSet applied = field_set_of(schema_, configuration_);
        kube::Json merged = detail::merge_configuration(&schema_, live_, configuration_);
        merged = prune_unclaimed(schema_, merged, last_ ? last_->fields : FieldSet{}, others_, applied);
        const FieldComparison difference = detail::owned_difference(schema_, live_, merged, writer_);
        const std::map<std::string, FieldSet> conflicts = take_from_others(difference);
        if (!force && !conflicts.empty() && !may_upgrade(conflicts)) {
            return tl::unexpected{conflict_failure(conflicts)};
        }
        finish(merged, applied);
        return merged;
    }

private:
    /// What others own with another value, by how they are shown. It is theirs no longer; nor is what was
    /// removed.
    std::map<std::string, FieldSet> take_from_others(const FieldComparison& difference) {
        const FieldSet changed = difference.modified.united(difference.added);
        std::map<std::string, FieldSet> conflicts;
        for (ManagedEntry& entry : others_) {
            const FieldSet taken = entry.fields.intersected(changed);
            if (!taken.empty()) {
                conflicts[entry.shown()] = taken;
            }
            entry.fields = entry.fields.without(taken).without(difference.removed);
        }
        return conflicts;
    }

    bool may_upgrade(const std::map<std::string, FieldSet>& conflicts) const {
        if (writer_.manager != "kubectl") {
            return false;
        }
        const FieldSet allowed = last_applied_fields(schema_, stored_);
        return std::ranges::all_of(conflicts, [&](const auto& conflict) {
            return conflict.second.without(allowed).empty();
        });
    }

    void finish(kube::Json& merged, const FieldSet& applied) {
        if (detail::same_json(merged, live_)) {
            own_.time = last_ ? last_->time : std::string{};
        }
        own_.fields = detail::owned_part(applied, writer_);
        refresh_last_applied(merged, configuration_, writer_);
        others_.push_back(std::move(own_));
        detail::cap_entries(others_);
        detail::set_managed_fields(merged, detail::encode_entries(others_));
    }

    const Schema& schema_;
    const kube::Json& stored_;
    kube::Json live_;
    const kube::Json& configuration_;
    const FieldWriter& writer_;
    ManagedEntry own_;
    std::vector<ManagedEntry> others_;
    std::optional<ManagedEntry> last_;
};

}  // namespace

tl::expected<kube::Json, ApplyFailure> apply_configuration(
    const Schema& schema,
    const kube::Json& live,
    const kube::Json& configuration,
    const FieldWriter& writer,
    bool force
) {
    return Application{schema, live, configuration, writer}.run(force);
}

}  // namespace flotilla::cluster

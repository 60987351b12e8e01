#include "flotilla/controllers/group/journal.hpp"

namespace flotilla::controllers::group {
namespace {

using kube::Json;
using kube::JsonObject;

const kube::ResourceType& config_maps() {
    static const kube::ResourceType type{"", "v1", "configmaps", "ConfigMap", true};
    return type;
}

std::string merge_patch(const std::string& group, Json entry) {
    return kube::to_json(JsonObject{{"data", JsonObject{{group, std::move(entry)}}}});
}

}  // namespace

std::string to_text(const JournalEntry& entry) {
    kube::JsonArray changes;
    for (const policy::Change& change : entry.changes) {
        changes.push_back(
            JsonObject{{"member", change.member}, {"from", change.from.count()}, {"to", change.to.count()}}
        );
    }
    return kube::to_json(JsonObject{
        {"group", entry.group}, {"takingBack", entry.is_taking_back}, {"changes", std::move(changes)}
    });
}

Result<JournalEntry> journal_entry_from(std::string_view text) {
    FLOTILLA_TRY(const Json json, kube::parse_json(text));
    JournalEntry entry;
    const kube::JsonArray* changes = kube::find_array(json, {"changes"});
    const auto group = kube::find_string(json, {"group"});
    if (changes == nullptr || !group) {
        return fail(ErrorCode::InvalidArgument, "journal entry without group or changes");
    }
    entry.group = *group;
    entry.is_taking_back = kube::find_bool(json, {"takingBack"}).value_or(false);
    for (const Json& change : *changes) {
        const auto member = kube::find_string(change, {"member"});
        const auto from = kube::find_int(change, {"from"});
        const auto to = kube::find_int(change, {"to"});
        if (!member || !from || !to) {
            return fail(
                ErrorCode::InvalidArgument, "journal entry with a change that lacks member, from or to"
            );
        }
        entry.changes.push_back({std::string{*member}, model::Replicas{*from}, model::Replicas{*to}});
    }
    return entry;
}

Journal::Journal(kube::Client& client, std::string namespace_, const std::string& application)
    : client_(client), key_{std::move(namespace_), "flotilla-operator-" + application} {}

asio::awaitable<Result<void>> Journal::write(JournalEntry entry) {
    const std::string text = to_text(entry);
    std::string patch = merge_patch(entry.group, Json(text));
    auto patched = co_await client_.patch(config_maps(), key_, kube::PatchType::Merge, std::move(patch));
    if (!patched && patched.error().code == ErrorCode::NotFound) {
        kube::DynamicObject made{config_maps(), key_};
        made.set_label("app.kubernetes.io/managed-by", "flotilla");
        made.at({"data"}) = JsonObject{{entry.group, text}};
        patched = co_await client_.create(config_maps(), made);
    }
    if (!patched) {
        co_return with_context(patched.error(), "writing the journal");
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Journal::remove(std::string group) {
    std::string patch = merge_patch(group, nullptr);
    const auto patched =
        co_await client_.patch(config_maps(), key_, kube::PatchType::Merge, std::move(patch));
    if (!patched && patched.error().code != ErrorCode::NotFound) {
        co_return with_context(patched.error(), "clearing the journal");
    }
    co_return Result<void>{};
}

asio::awaitable<Result<std::vector<JournalEntry>>> Journal::entries() {
    const auto object = co_await client_.get(config_maps(), key_);
    std::vector<JournalEntry> entries;
    if (!object) {
        if (object.error().code == ErrorCode::NotFound) {
            co_return entries;
        }
        co_return with_context(object.error(), "reading the journal");
    }
    const Json json = (*object)->parsed();
    if (const JsonObject* data = kube::find_object(json, {"data"})) {
        for (const auto& [group, text] : *data) {
            auto entry = text.is_string() ? journal_entry_from(kube::text_of(text.get_string()))
                                          : fail(ErrorCode::InvalidArgument, "no text");
            if (entry) {
                entries.push_back(std::move(*entry));
            }
        }
    }
    co_return entries;
}

}  // namespace flotilla::controllers::group

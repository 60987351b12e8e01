#include "flotilla/cluster/controllers/namespaces/planner.hpp"

#include <algorithm>

#include "flotilla/cluster/controllers/engine/conditions.hpp"
#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr Duration kCoalesce = std::chrono::milliseconds{10};

/// What is left in a namespace.
struct Content {
    std::vector<std::string> remaining;   ///< "pods. has 2 resource instances"
    std::vector<std::string> finalizers;  ///< "x.io/y in 1 resource instances"
    std::vector<const ShelfBase*> to_delete;
};

std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

Content inspect(const World& world, const std::string& namespace_) {
    Content content;
    std::map<std::string, std::size_t> by_finalizer;
    for (const auto& [path, shelf] : world.shelves()) {
        if (!shelf->type().namespaced) {
            continue;
        }
        std::size_t count = 0;
        bool any_not_deleting = false;
        shelf->for_each_metadata_in(namespace_, [&](const ObjectView& object) {
            ++count;
            any_not_deleting = any_not_deleting || !object.is_deleting();
            for (const std::string& finalizer : object.finalizers) {
                ++by_finalizer[finalizer];
            }
        });
        if (count > 0) {
            content.remaining.push_back(
                fmt::format("{} has {} resource instances", shelf->type().group_resource(), count)
            );
        }
        if (any_not_deleting) {
            content.to_delete.push_back(shelf);
        }
    }
    for (const auto& [finalizer, count] : by_finalizer) {
        content.finalizers.push_back(fmt::format("{} in {} resource instances", finalizer, count));
    }
    return content;
}

kube::JsonArray termination_conditions(const kube::Json& json, const Content& content, WallTime now) {
    kube::JsonArray conditions = conditions_of(json);
    const auto set = [&](const char* type,
                         bool bad,
                         const char* bad_reason,
                         const char* good_reason,
                         std::string bad_message,
                         const char* good_message) {
        set_condition(
            conditions,
            {type,
             bad ? "True" : "False",
             bad ? bad_reason : good_reason,
             bad ? std::move(bad_message) : good_message},
            now
        );
    };
    set("NamespaceDeletionDiscoveryFailure",
        false,
        "",
        "ResourcesDiscovered",
        "",
        "All resources successfully discovered");
    set("NamespaceDeletionGroupVersionParsingFailure",
        false,
        "",
        "ParsedGroupVersions",
        "",
        "All legacy kube types successfully parsed");
    set("NamespaceDeletionContentFailure",
        false,
        "",
        "ContentDeleted",
        "",
        "All content successfully deleted, may be waiting on finalization");
    set("NamespaceContentRemaining",
        !content.remaining.empty(),
        "SomeResourcesRemain",
        "ContentRemoved",
        "Some resources are remaining: " + join(content.remaining),
        "All content successfully removed");
    set("NamespaceFinalizersRemaining",
        !content.finalizers.empty(),
        "SomeFinalizersRemain",
        "ContentHasNoFinalizers",
        "Some content in the namespace has finalizers remaining: " + join(content.finalizers),
        "All content-preserving finalizers finished");
    return conditions;
}

}  // namespace

void NamespacePlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.namespaces.on_change([enqueue](const DocumentView* /*before*/, const DocumentView* after) {
        if (after != nullptr && after->is_deleting()) {
            enqueue(after->key, Duration{0});
        }
    });
    world.on_shelf([&world, enqueue](ShelfBase& shelf) {
        if (!shelf.type().namespaced) {
            return;
        }
        shelf.on_any_change([&world, enqueue](const ObjectView* before, const ObjectView* after) {
            const kube::ObjectKey key{"", (after != nullptr ? after : before)->key.namespace_};
            const auto home = world.namespaces.find(key);
            if (home && home->view.is_deleting()) {
                enqueue(key, kCoalesce);
            }
        });
    });
}

Plan NamespacePlanner::plan(const kube::ObjectKey& key, Instant now) {
    const auto home = world_->namespaces.find(key);
    if (!home || !home->view.is_deleting()) {
        return {};
    }
    const kube::JsonArray* finalizers = kube::find_array(home->view.json, {"spec", "finalizers"});
    if (finalizers == nullptr || std::ranges::none_of(*finalizers, [](const kube::Json& each) {
            return kube::find_string(each, {}) == "kubernetes";
        })) {
        return {};
    }
    Plan plan;
    const Content content = inspect(*world_, key.name);
    for (const ShelfBase* shelf : content.to_delete) {
        Change change;
        change.verb = Change::Verb::DeleteAll;
        change.type = shelf->type();
        change.key = {key.name, ""};
        change.propagation = Change::Propagation::Background;
        plan.changes.push_back(std::move(change));
    }
    kube::JsonObject status{
        {"phase", "Terminating"}, {"conditions", termination_conditions(home->view.json, content, now.wall)}
    };
    if (content.remaining.empty()) {
        kube::Json finalized = home->view.json;
        kube::JsonArray kept;
        for (const kube::Json& each : *finalizers) {
            if (kube::find_string(each, {}) != "kubernetes") {
                kept.push_back(each);
            }
        }
        kube::place(finalized, {"spec", "finalizers"}) = std::move(kept);
        Change change;
        change.verb = Change::Verb::Finalize;
        change.type = namespaces_type();
        change.key = key;
        change.body = std::move(finalized);
        plan.changes.push_back(std::move(change));
        return plan;
    }
    write_status_if_changed(plan, namespaces_type(), key, home->view.json, status);
    return plan;
}

}  // namespace flotilla::cluster::controllers

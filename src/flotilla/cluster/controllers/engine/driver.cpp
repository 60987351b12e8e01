#include "flotilla/cluster/controllers/engine/driver.hpp"

#include <algorithm>

#include "flotilla/kube/client/client.hpp"

namespace flotilla::cluster::controllers {
namespace {

/// Failures of a change that mean that somebody else got there first: nothing is wrong.
bool is_done_already(const Change& change, ErrorCode code) {
    const bool removes = change.verb == Change::Verb::Delete || change.verb == Change::Verb::DeleteAll;
    return code == ErrorCode::NotFound || (removes && code == ErrorCode::Conflict);
}

kube::ObjectReference reference_of(const Note& note) {
    kube::ObjectReference reference;
    reference.api_version = note.type.api_version();
    reference.kind = note.type.kind;
    reference.namespace_ = note.key.namespace_;
    reference.name = note.key.name;
    reference.uid = note.uid;
    return reference;
}

}  // namespace

Driver::Driver(
    const kube::Environment& environment,
    World& world,
    WorldFeed& feed,
    kube::EventRecorder* events,
    std::unique_ptr<Planner> planner
)
    : environment_(environment),
      world_(world),
      feed_(feed),
      events_(events),
      planner_(std::move(planner)),
      controller_(environment, kube::ControllerOptions{std::string{planner_->name()}}, *this) {
    planner_->start(world, [this](const kube::ObjectKey& key, Duration delay) {
        controller_.enqueue_after(key, delay);
    });
}

asio::awaitable<void> Driver::run() {
    return controller_.run();
}

Instant Driver::now() const {
    return {environment_.clock().now(), environment_.clock().wall_now()};
}

asio::awaitable<Result<kube::Requeue>> Driver::reconcile(kube::ObjectKey key) {
    const Plan plan = planner_->plan(key, now());
    std::vector<Written> written;
    Result<void> outcome;
    for (const Change& change : plan.changes) {
        outcome = co_await make(key, change, written);
        if (!outcome) {
            break;
        }
    }
    if (planner_->waits_for_own_writes() && !written.empty()) {
        co_await settle(std::move(written));
    }
    if (!outcome) {
        co_return tl::unexpected<Error>{outcome.error()};
    }
    for (const Note& note : plan.notes) {
        tell(note, "");
    }
    co_return plan.recheck ? kube::Requeue::after(*plan.recheck) : kube::Requeue::never();
}

asio::awaitable<Result<void>> Driver::make(
    const kube::ObjectKey& key, const Change& change, std::vector<Written>& written
) {
    const Result<kube::SharedObject> object = co_await send(change);
    if (!object) {
        if (is_done_already(change, object.error().code)) {
            co_return Result<void>{};
        }
        planner_->refused(key, change, object.error());
        co_return tl::unexpected<Error>{object.error()};
    }
    if (*object != nullptr) {
        const std::uint64_t version = version_number((*object)->resource_version());
        written.push_back(Written{change.type.collection_path(), version, change.key, change.uid});
        if (change.note) {
            tell(*change.note, (*object)->name());
        }
    } else if (!change.uid.empty() && change.verb == Change::Verb::Delete) {
        written.push_back(Written{change.type.collection_path(), 0, change.key, change.uid});
    }
    co_return Result<void>{};
}

asio::awaitable<Result<kube::SharedObject>> Driver::send(const Change& change) {
    kube::Client& client = environment_.client;
    switch (change.verb) {
        case Change::Verb::Create:
            co_return co_await client.create(change.type, change.key.namespace_, kube::to_json(change.body));
        case Change::Verb::Patch: {
            kube::PatchOptions options;
            options.subresource = change.subresource;
            co_return co_await client.patch(
                change.type, change.key, kube::PatchType::Merge, kube::to_json(change.body), options
            );
        }
        case Change::Verb::Bind: {
            const std::string node{kube::find_string(change.body, {}).value_or("")};
            const Result<void> bound = co_await client.bind(change.key, node, change.uid);
            if (!bound) {
                co_return tl::unexpected<Error>{bound.error()};
            }
            co_return kube::SharedObject{};
        }
        case Change::Verb::Finalize: {
            kube::WriteOptions options;
            options.subresource = "finalize";
            co_return co_await client.update(change.type, change.key, kube::to_json(change.body), options);
        }
        case Change::Verb::Delete:
        case Change::Verb::DeleteAll:
            break;
    }
    co_return co_await send_removal(change);
}

asio::awaitable<Result<kube::SharedObject>> Driver::send_removal(const Change& change) {
    kube::DeleteOptions options;
    options.uid = change.uid;
    options.grace_period_seconds = change.grace_seconds;
    if (change.propagation != Change::Propagation::Default) {
        options.propagation = change.propagation == Change::Propagation::Foreground
                                  ? kube::Propagation::Foreground
                                  : kube::Propagation::Background;
    }
    if (change.verb == Change::Verb::Delete) {
        co_return co_await environment_.client.remove(change.type, change.key, options);
    }
    const kube::ListOptions everything;
    const Result<void> removed = co_await environment_.client.delete_collection(
        change.type, change.key.namespace_, everything, options
    );
    if (!removed) {
        co_return tl::unexpected<Error>{removed.error()};
    }
    co_return kube::SharedObject{};
}

bool Driver::is_shown(const Written& written) const {
    const ShelfBase* shelf = world_.shelf(written.resource);
    if (shelf == nullptr) {
        return true;
    }
    if (written.version != 0) {
        return shelf->version() >= written.version;
    }
    const ObjectView* object = shelf->metadata(written.key);
    return object == nullptr || object->uid != written.uid || object->is_deleting();
}

/// A cut watch delays this until the reflector has listed again; the controller's own deadline ends it at the
/// latest.
asio::awaitable<void> Driver::settle(std::vector<Written> written) {
    while (true) {
        std::erase_if(written, [this](const Written& each) { return is_shown(each); });
        if (written.empty()) {
            co_return;
        }
        co_await feed_.changed().wait();
    }
}

void Driver::tell(const Note& note, std::string_view suffix) {
    if (events_ == nullptr) {
        return;
    }
    kube::EventDraft draft;
    draft.regarding = reference_of(note);
    draft.type = note.is_warning ? kube::EventType::Warning : kube::EventType::Normal;
    draft.reason = note.reason;
    draft.action = note.reason;
    draft.note = note.message + std::string{suffix};
    events_->record(std::move(draft));
}

}  // namespace flotilla::cluster::controllers

#include "flotilla/cluster/store/store.hpp"

#include <algorithm>
#include <charconv>

namespace flotilla::cluster {

namespace {

constexpr std::size_t kChangeOverhead = sizeof(Change) + sizeof(Collection*);

std::size_t size_of(const ObjectPtr& object) {
    return object ? object->json().size() : 0;
}

/// What a change keeps alive that nothing else does: the state it replaced, and a deletion's last state.
std::size_t retained_by(const Change& change) {
    return kChangeOverhead + size_of(change.previous) +
           (change.type == Change::Type::Deleted ? size_of(change.object) : 0);
}

Result<void> check_current(const ObjectPtr& current, const kube::EncodedObject& wanted, Revision expected) {
    if (!current) {
        return fail(ErrorCode::NotFound, fmt::format("\"{}\" not found", wanted.name()));
    }
    if (revision_of(*current) != expected) {
        return fail(
            ErrorCode::Conflict,
            fmt::format("\"{}\" is at {}, not {}", wanted.name(), revision_of(*current), expected)
        );
    }
    return {};
}

}  // namespace

Revision revision_of(const kube::EncodedObject& object) {
    const std::string_view text = object.resource_version();
    Revision revision = 0;
    std::from_chars(text.data(), text.data() + text.size(), revision);
    return revision;
}

Store::Store(boost::asio::any_io_executor executor, StoreOptions options)
    : executor_{std::move(executor)}, options_{options}, became_durable_{executor_} {}

Store::~Store() = default;

Collection& Store::collection(std::string_view resource) {
    const auto found = collections_.find(resource);
    if (found != collections_.end()) {
        return *found->second;
    }
    auto made = std::make_unique<Collection>(std::string{resource}, executor_);
    return *collections_.emplace(std::string{resource}, std::move(made)).first->second;
}

Result<void> Store::create(Collection& collection, ObjectPtr object) {
    if (collection.find(object->namespace_(), object->name())) {
        return fail(ErrorCode::AlreadyExists, fmt::format("\"{}\" already exists", object->name()));
    }
    commit(collection, Change{next_revision(), Change::Type::Added, std::move(object), nullptr});
    return {};
}

Result<void> Store::update(Collection& collection, ObjectPtr object, Revision expected) {
    ObjectPtr current = collection.find(object->namespace_(), object->name());
    FLOTILLA_CHECK(check_current(current, *object, expected));
    commit(
        collection, Change{next_revision(), Change::Type::Modified, std::move(object), std::move(current)}
    );
    return {};
}

Result<void> Store::remove(Collection& collection, ObjectPtr last, Revision expected) {
    ObjectPtr current = collection.find(last->namespace_(), last->name());
    FLOTILLA_CHECK(check_current(current, *last, expected));
    commit(collection, Change{next_revision(), Change::Type::Deleted, std::move(last), std::move(current)});
    return {};
}

void Store::commit(Collection& collection, Change change) {
    FLOTILLA_ASSERT(revision_of(*change.object) == change.revision);
    if (journal_ != nullptr) {
        journal_->append(collection.resource(), change);
        if (std::find(unannounced_.begin(), unannounced_.end(), &collection) == unannounced_.end()) {
            unannounced_.push_back(&collection);
        }
    }
    replay(collection.resource(), std::move(change));
    if (journal_ == nullptr) {
        collection.changed().notify_all();
    }
}

void Store::replay(std::string_view resource, Change change) {
    Collection& target = collection(resource);
    revision_ = change.revision;
    live_bytes_ -= size_of(change.previous);
    live_bytes_ += change.type == Change::Type::Deleted ? 0 : size_of(change.object);
    history_bytes_ += retained_by(change);
    target.apply(change);
    target.record(std::move(change));
    order_.push_back(&target);
    trim_history();
}

void Store::restore_revision(Revision revision) {
    revision_ = revision;
    for (const auto& [resource, collection] : collections_) {
        while (!collection->window_.empty()) {
            history_bytes_ -= retained_by(collection->drop_oldest());
        }
        collection->compacted_ = revision;
    }
    order_.clear();
}

void Store::trim_history() {
    const std::size_t allowed = std::max(options_.history_bytes, live_bytes_ / 4);
    while (!order_.empty() && (history_bytes_ > allowed || order_.size() > options_.history_changes)) {
        history_bytes_ -= retained_by(order_.front()->drop_oldest());
        order_.pop_front();
    }
}

boost::asio::awaitable<void> Store::durable(Revision revision) {
    while (durable_revision() < revision) {
        co_await became_durable_.wait();
    }
}

void Store::attach(Journal& journal) {
    journal_ = &journal;
    durable_ = revision_;
}

void Store::set_durable(Revision revision) {
    durable_ = revision;
    became_durable_.notify_all();
    for (Collection* collection : std::exchange(unannounced_, {})) {
        collection->changed().notify_all();
        if (collection->last_change() > durable_) {
            unannounced_.push_back(collection);
        }
    }
}

}  // namespace flotilla::cluster

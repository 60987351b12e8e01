#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/store/change.hpp"
#include "flotilla/cluster/store/collection.hpp"
#include "flotilla/io/signal.hpp"

/// The embedded cluster's memory: objects by resource, namespace and name, with revisions, like a small etcd.
namespace flotilla::cluster {

/// Where writes go before anybody is told of them. The store calls `append` for every write, in order.
class Journal {
public:
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    virtual ~Journal() = default;

    virtual void append(std::string_view resource, const Change& change) = 0;
};

struct StoreOptions {
    /// How much memory past states may take; at least that, or a quarter of what the live objects take.
    std::size_t history_bytes = 16U << 20U;
    /// How many past changes are kept at most.
    std::size_t history_changes = 200'000;
};

/// One executor: no locks.
///
/// A write is seen by the next `find` at once (compare-and-swap needs that), but nobody outside may hear of
/// it before `durable()` has returned for its revision; watchers see changes up to `durable_revision()` only.
class Store {
public:
    explicit Store(boost::asio::any_io_executor executor, StoreOptions options = {});
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    ~Store();

    /// The collection of a resource ("pods", "deployments.apps"), made when it is new. Its address stays.
    Collection& collection(std::string_view resource);
    /// All collections, by resource.
    [[nodiscard]] const std::map<std::string, std::unique_ptr<Collection>, std::less<>>& collections() const {
        return collections_;
    }

    /// Of the last write. A new store starts at 1, so that 0 can mean "any".
    [[nodiscard]] Revision revision() const { return revision_; }
    /// What the next write gets: the object that is passed to a write carries it as its resourceVersion.
    [[nodiscard]] Revision next_revision() const { return revision_ + 1; }

    /// Fails with AlreadyExists.
    Result<void> create(Collection& collection, ObjectPtr object);
    /// @param expected the revision of the state that this one was made from; NotFound, Conflict when it is
    /// another
    Result<void> update(Collection& collection, ObjectPtr object, Revision expected);
    /// @param last the last state, with the deletion's resourceVersion; NotFound, Conflict as in `update`
    Result<void> remove(Collection& collection, ObjectPtr last, Revision expected);

    /// Without a journal everything is durable at once.
    [[nodiscard]] Revision durable_revision() const { return journal_ ? durable_ : revision_; }
    /// Returns when all writes up to `revision` are durable.
    boost::asio::awaitable<void> durable(Revision revision);

    /// Writes go through a journal from now on. It must outlive the store.
    void attach(Journal& journal);
    /// For the journal: everything up to `revision` is on disk.
    void set_durable(Revision revision);
    /// For recovery, before a journal is attached: a write that happened in a former life.
    void replay(std::string_view resource, Change change);
    /// For recovery from a snapshot: its revision, which deletions may have moved past that of every object.
    /// What was before it is no longer known, so watches from there are refused.
    void restore_revision(Revision revision);

    /// The bytes of all live objects, and of the past states in the window.
    [[nodiscard]] std::size_t live_bytes() const { return live_bytes_; }
    [[nodiscard]] std::size_t history_bytes() const { return history_bytes_; }

private:
    void commit(Collection& collection, Change change);
    void trim_history();

    boost::asio::any_io_executor executor_;
    StoreOptions options_;
    std::map<std::string, std::unique_ptr<Collection>, std::less<>> collections_;
    std::deque<Collection*> order_;  // whose window has the oldest change
    Revision revision_ = 1;
    Revision durable_ = 1;
    Journal* journal_ = nullptr;
    std::vector<Collection*> unannounced_;
    io::Signal became_durable_;
    std::size_t live_bytes_ = 0;
    std::size_t history_bytes_ = 0;
};

/// The revision in an object's resourceVersion; 0 when there is none.
Revision revision_of(const kube::EncodedObject& object);

}  // namespace flotilla::cluster

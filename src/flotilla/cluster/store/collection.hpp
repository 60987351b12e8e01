#pragma once
#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/store/change.hpp"
#include "flotilla/io/signal.hpp"

namespace flotilla::cluster {

/// Where in a collection's order (namespace, then name) something is.
struct Position {
    std::string namespace_;
    std::string name;

    friend auto operator<=>(const Position&, const Position&) = default;
};

/// Which objects a list wants.
struct Range {
    std::string namespace_;           ///< empty: all namespaces
    std::optional<Position> after{};  ///< continue behind this one
    Revision at = 0;                  ///< as of this revision; 0: now
};

/// All objects of one resource, in order, with the window of their past changes.
///
/// Changes are made through `Store`, which gives every one its revision. One executor: no locks.
class Collection {
public:
    Collection(std::string resource, const boost::asio::any_io_executor& executor);
    Collection(const Collection&) = delete;
    Collection& operator=(const Collection&) = delete;

    /// "pods", "deployments.apps".
    [[nodiscard]] const std::string& resource() const { return resource_; }
    [[nodiscard]] std::size_t size() const { return objects_.size(); }

    /// Null when there is none.
    [[nodiscard]] ObjectPtr find(std::string_view namespace_, std::string_view name) const;

    /// Calls `visit(const ObjectPtr&)` for the range's objects in order, as long as it returns true.
    /// Fails with Expired when the range's revision is older than the window.
    template <class Visit>
    Result<void> visit(const Range& range, Visit&& visit) const;

    /// Up to `limit` changes after a revision and up to another, in order. Fails with Expired when some of
    /// them are gone.
    [[nodiscard]] Result<std::vector<Change>> changes(Revision after, Revision up_to, std::size_t limit)
        const;

    /// Changes up to and including this revision are no longer in the window.
    [[nodiscard]] Revision compacted() const { return compacted_; }
    /// The revision of the last change; 0 when there was none.
    [[nodiscard]] Revision last_change() const;

    /// Wakes whoever watches this collection.
    [[nodiscard]] io::Signal& changed() { return changed_; }

private:
    friend class Store;

    struct Entry {
        mutable ObjectPtr object;  // replaced by a state of the same namespace and name: the order stays
    };
    struct Order {
        using is_transparent = void;
        using Key = std::pair<std::string_view, std::string_view>;
        static Key key(const Entry& entry);
        bool operator()(const Entry& a, const Entry& b) const { return key(a) < key(b); }
        bool operator()(const Entry& a, const Key& b) const { return key(a) < b; }
        bool operator()(const Key& a, const Entry& b) const { return a < key(b); }
    };
    using Objects = std::set<Entry, Order>;

    /// What differs from now at an older revision, within the range: null stands for "was not there".
    using Overlay = std::vector<std::pair<Order::Key, ObjectPtr>>;
    [[nodiscard]] Result<Overlay> overlay(const Range& range) const;
    [[nodiscard]] std::deque<Change>::const_iterator first_after(Revision revision) const;

    void apply(const Change& change);
    void record(Change change) { window_.push_back(std::move(change)); }
    Change drop_oldest();

    std::string resource_;
    Objects objects_;
    std::deque<Change> window_;
    Revision compacted_ = 0;
    io::Signal changed_;
};

template <class Visit>
Result<void> Collection::visit(const Range& range, Visit&& visit) const {
    FLOTILLA_TRY(const Overlay old, overlay(range));
    const Order::Key start = range.after ? Order::Key{range.after->namespace_, range.after->name}
                                         : Order::Key{range.namespace_, ""};
    auto object = range.after ? objects_.upper_bound(start) : objects_.lower_bound(start);
    auto past = old.begin();
    const auto in_range = [&range](const Order::Key& key) {
        return range.namespace_.empty() || key.first == range.namespace_;
    };
    while (object != objects_.end() || past != old.end()) {
        const bool from_past =
            past != old.end() && (object == objects_.end() || past->first <= Order::key(*object));
        const ObjectPtr& next = from_past ? past->second : object->object;
        if (!in_range(from_past ? past->first : Order::key(*object))) {
            break;
        }
        if (next && !visit(next)) {
            break;
        }
        if (from_past && object != objects_.end() && Order::key(*object) == past->first) {
            ++object;
        }
        from_past ? void(++past) : void(++object);
    }
    return {};
}

}  // namespace flotilla::cluster

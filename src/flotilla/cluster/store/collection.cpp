#include "flotilla/cluster/store/collection.hpp"

#include <algorithm>
#include <map>

namespace flotilla::cluster {

Collection::Collection(std::string resource, const boost::asio::any_io_executor& executor)
    : resource_{std::move(resource)}, changed_{executor} {}

Collection::Order::Key Collection::Order::key(const Entry& entry) {
    return {entry.object->namespace_(), entry.object->name()};
}

ObjectPtr Collection::find(std::string_view namespace_, std::string_view name) const {
    const auto found = objects_.find(Order::Key{namespace_, name});
    return found == objects_.end() ? nullptr : found->object;
}

std::deque<Change>::const_iterator Collection::first_after(Revision revision) const {
    return std::upper_bound(window_.begin(), window_.end(), revision, [](Revision r, const Change& change) {
        return r < change.revision;
    });
}

Result<Collection::Overlay> Collection::overlay(const Range& range) const {
    if (range.at == 0 || range.at >= last_change()) {
        return Overlay{};
    }
    if (range.at < compacted_) {
        return fail(ErrorCode::Expired, "The provided resource version is too old.");
    }
    std::map<Order::Key, ObjectPtr> first;  // the first change after `at` tells what was there at `at`
    for (auto change = first_after(range.at); change != window_.end(); ++change) {
        const Order::Key key{change->object->namespace_(), change->object->name()};
        const bool behind = !range.after || key > Order::Key{range.after->namespace_, range.after->name};
        if (behind && (range.namespace_.empty() || key.first == range.namespace_)) {
            first.try_emplace(key, change->previous);
        }
    }
    return Overlay{first.begin(), first.end()};
}

Result<std::vector<Change>> Collection::changes(Revision after, Revision up_to, std::size_t limit) const {
    if (after < compacted_) {
        return fail(ErrorCode::Expired, fmt::format("too old resource version: {} ({})", after, compacted_));
    }
    std::vector<Change> found;
    for (auto change = first_after(after);
         change != window_.end() && change->revision <= up_to && found.size() < limit;
         ++change) {
        found.push_back(*change);
    }
    return found;
}

Revision Collection::last_change() const {
    return window_.empty() ? compacted_ : window_.back().revision;
}

void Collection::apply(const Change& change) {
    const auto found = objects_.find(Order::Key{change.object->namespace_(), change.object->name()});
    if (change.type == Change::Type::Deleted) {
        if (found != objects_.end()) {
            objects_.erase(found);
        }
    } else if (found == objects_.end()) {
        objects_.insert(Entry{change.object});
    } else {
        found->object = change.object;
    }
}

Change Collection::drop_oldest() {
    Change oldest = std::move(window_.front());
    window_.pop_front();
    compacted_ = oldest.revision;
    return oldest;
}

}  // namespace flotilla::cluster

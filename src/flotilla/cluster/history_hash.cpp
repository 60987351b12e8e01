#include "flotilla/cluster/history_hash.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <vector>

namespace flotilla::cluster {

Result<void> HistoryHash::take(const Store& store) {
    struct Event {
        const std::string* resource;
        Change change;
    };
    std::vector<Event> events;
    for (const auto& [resource, collection] : store.collections()) {
        FLOTILLA_TRY(
            std::vector<Change> changes,
            collection->changes(taken_, store.revision(), std::numeric_limits<std::size_t>::max())
        );
        for (Change& change : changes) {
            events.push_back(Event{&resource, std::move(change)});
        }
    }
    std::ranges::sort(events, {}, [](const Event& event) { return event.change.revision; });
    const auto add = [this](std::string_view text) {
        for (const char c : text) {
            value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        }
    };
    for (const Event& event : events) {
        add(*event.resource);
        ++counts_[*event.resource];
        add(event.change.type == Change::Type::Deleted ? "-" : "+");
        add(event.change.object->json());
    }
    change_count_ += events.size();
    taken_ = store.revision();
    return {};
}

}  // namespace flotilla::cluster

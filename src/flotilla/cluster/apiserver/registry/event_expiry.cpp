#include "flotilla/cluster/apiserver/registry/event_expiry.hpp"

#include "flotilla/cluster/apiserver/registry/write.hpp"

namespace flotilla::cluster {

void EventExpiry::note(const kube::EncodedObject& event, TimePoint now) {
    entries_.push_back({now, std::string{event.namespace_()}, std::string{event.name()}, revision_of(event)});
}

void EventExpiry::remember_stored(Core& core) {
    if (has_begun_) {
        return;
    }
    has_begun_ = true;
    std::deque<Entry> known;
    known.swap(entries_);
    static_cast<void>(core.store.collection("events.events.k8s.io")
                          .visit(Range{}, [&](const ObjectPtr& event) {
                              note(*event, core.clock.now());
                              return true;
                          }));
    entries_.insert(entries_.end(), known.begin(), known.end());
}

void EventExpiry::sweep(Core& core) {
    remember_stored(core);
    const ResourcePtr events = core.catalog.find("events.k8s.io", "v1", "events");
    while (!entries_.empty() && entries_.front().written + core.options.event_ttl <= core.clock.now()) {
        const Entry entry = std::move(entries_.front());
        entries_.pop_front();
        const ObjectPtr stored = events->collection->find(entry.namespace_, entry.name);
        if (stored && revision_of(*stored) == entry.revision) {
            static_cast<void>(take_away(core, *events, stored->parsed(), stored)
            );  // it was just found: it can go
        }
    }
}

}  // namespace flotilla::cluster

#pragma once
#include <deque>
#include <string>

#include "flotilla/base/time.hpp"
#include "flotilla/cluster/store/change.hpp"

namespace flotilla::cluster {

struct Core;

/// Events go by themselves a while after they were last written. Nobody waits for that: whoever asks for
/// events first has those removed whose time is over.
class EventExpiry {
public:
    /// An event was written.
    void note(const kube::EncodedObject& event, TimePoint now);
    /// Removes what is over. Events of a former life of the store count from the first call.
    void sweep(Core& core);

private:
    struct Entry {
        TimePoint written;
        std::string namespace_;
        std::string name;
        Revision revision = 0;
    };
    void remember_stored(Core& core);

    std::deque<Entry> entries_;  // in the order of their writes
    bool has_begun_ = false;
};

}  // namespace flotilla::cluster

#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "flotilla/kube/runtime/object_traits.hpp"

namespace flotilla::kube {

/// Called on the informer's executor when its cache has changed; each may be empty. The cache may be ahead of
/// what is told.
template <class T>
struct EventHandler {
    /// @param is_initial it was there before the handler, or came with the first list
    std::function<void(const Shared<T>& object, bool is_initial)> on_add = nullptr;
    /// Also at each resync, with twice the same object.
    std::function<void(const Shared<T>& old, const Shared<T>& now)> on_update = nullptr;
    /// @param is_last_state_unknown the deletion itself was missed: `last` is what was known before it
    std::function<void(const Shared<T>& last, bool is_last_state_unknown)> on_delete = nullptr;
};

/// The handlers of one informer. A handler may add or remove handlers, itself too, while it is called.
template <class T>
class EventHandlers {
public:
    using Id = std::uint64_t;

    Id add(EventHandler<T> handler) {
        const Id id = next_id_++;
        handlers_.emplace(id, std::make_shared<const EventHandler<T>>(std::move(handler)));
        return id;
    }
    void remove(Id id) { handlers_.erase(id); }

    /// Handlers that are added later than this are not told of what is going on now: they are shown the cache
    /// instead.
    [[nodiscard]] Id newest() const { return next_id_; }

    void added(Id before, const Shared<T>& object, bool is_initial) {
        each(before, [&](const EventHandler<T>& handler) {
            if (handler.on_add) {
                handler.on_add(object, is_initial);
            }
        });
    }
    void updated(Id before, const Shared<T>& old, const Shared<T>& now) {
        each(before, [&](const EventHandler<T>& handler) {
            if (handler.on_update) {
                handler.on_update(old, now);
            }
        });
    }
    void deleted(Id before, const Shared<T>& last, bool is_last_state_unknown) {
        each(before, [&](const EventHandler<T>& handler) {
            if (handler.on_delete) {
                handler.on_delete(last, is_last_state_unknown);
            }
        });
    }

private:
    template <class Call>
    void each(Id before, Call call) {
        auto at = handlers_.begin();
        while (at != handlers_.end() && at->first < before) {
            const Id id = at->first;
            const auto handler = at->second;  // kept alive while it is called
            call(*handler);
            at = handlers_.upper_bound(id);
        }
    }

    std::map<Id, std::shared_ptr<const EventHandler<T>>> handlers_;
    Id next_id_ = 0;
};

}  // namespace flotilla::kube

#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/kube/runtime/any_informer.hpp"
#include "flotilla/kube/runtime/event_handlers.hpp"
#include "flotilla/kube/runtime/object_store.hpp"
#include "flotilla/kube/runtime/subscription.hpp"

namespace flotilla::kube {

/// A cache of one kind of objects that follows the server, and tells what changes.
///
/// `T` is EncodedObject (bytes, the smallest), DynamicObject, or a typed struct (decoded once for each event,
/// for all its readers). An object that cannot be decoded as a T is logged and counted, and stays as it was
/// in the cache. One executor; destroy it after `stop()`, or when its executor runs no more.
template <class T>
class Informer final : public AnyInformer {
public:
    using Object = Shared<T>;

    Informer(const Environment& environment, InformerOptions options)
        : AnyInformer(environment, std::move(options)) {}

    /// What is cached now. Sorted by key; hand-outs stay good for as long as they are held.
    [[nodiscard]] const ObjectStore<T>& store() const { return store_; }
    [[nodiscard]] Object find(KeyView key) const { return store_.find(key); }

    void add_index(std::string name, typename ObjectStore<T>::IndexFunction values_of) {
        store_.add_index(std::move(name), std::move(values_of));
    }
    /// An index by the uid of the controlling owner: `objects_of(owner.uid)`. May be asked for again.
    void add_owner_index() {
        if (store_.has_index(kByOwner)) {
            return;
        }
        store_.add_index(std::string{kByOwner}, [](const T& object) {
            const auto owner = controller_of(object);
            return owner ? std::vector<std::string>{owner->uid} : std::vector<std::string>{};
        });
    }
    [[nodiscard]] std::vector<Object> objects_of(std::string_view owner_uid) const {
        return store_.by_index(kByOwner, owner_uid);
    }

    /// Tells the handler of everything that is cached (`on_add`), now, and of every change from here on.
    Subscription add_handler(EventHandler<T> handler) {
        if (handler.on_add) {
            const auto seen =
                store_.list();  // the handler may change the handlers, and through them nothing else
            for (const Object& object : seen) {
                handler.on_add(object, true);
            }
        }
        const auto id = handlers_->add(std::move(handler));
        return Subscription{[weak = std::weak_ptr{handlers_}, id] {
            if (const auto handlers = weak.lock()) {
                handlers->remove(id);
            }
        }};
    }

private:
    static constexpr std::string_view kByOwner = "flotilla/owner";

    void begin_replace() override { staged_ = ObjectStore<T>{}; }

    void stage(const SharedObject& object) override {
        const Object known = store_.find(key_of(*object));
        if (known && resource_version_of(*known) == object->resource_version()) {
            staged_.put(known);  // unchanged: no second copy, no second decoding
            return;
        }
        if (Object fresh = decoded(object)) {
            staged_.put(std::move(fresh));
        } else if (known) {
            staged_.put(known);
        }
    }

    void commit_replace() override {
        const bool is_initial = !has_synced();
        const ObjectStore<T> now = std::exchange(staged_, ObjectStore<T>{});
        std::vector<Change> changes;
        for (const Object& old : store_.list()) {
            if (!now.find(key_of(*old))) {
                store_.take(key_of(*old));
                changes.push_back(Change{old, nullptr});
            }
        }
        now.for_each([&](const Object& object) {
            Object old = store_.put(object);
            if (old != object) {
                changes.push_back(Change{std::move(old), object});
            }
        });
        for (const Change& change : changes) {
            tell(change, is_initial, true);
        }
        metrics().objects.set(static_cast<double>(store_.size()));
        set_synced();
    }

    void upsert(const SharedObject& object) override {
        Object fresh = decoded(object);
        if (!fresh) {
            return;
        }
        const Change change{store_.put(fresh), std::move(fresh)};
        metrics().objects.set(static_cast<double>(store_.size()));
        tell(change, false, true);
    }

    void remove(const SharedObject& last) override {
        Object known = store_.take(key_of(*last));
        if (!known) {
            return;  // it was gone already
        }
        metrics().objects.set(static_cast<double>(store_.size()));
        Object final_state = decoded(last);
        tell(Change{final_state ? std::move(final_state) : std::move(known), nullptr}, false, false);
    }

    void resync() override {
        const auto before = handlers_->newest();
        for (const Object& object : store_.list()) {
            handlers_->updated(before, object, object);
        }
    }

    struct Change {
        Object old;  ///< null: there was none
        Object now;  ///< null: there is none any more
    };

    void tell(const Change& change, bool is_initial, bool is_last_state_unknown) {
        const auto before = handlers_->newest();
        if (change.old && change.now && uid_of(*change.old) == uid_of(*change.now)) {
            metrics().updated.add();
            handlers_->updated(before, change.old, change.now);
            return;
        }
        if (change.old) {  // deleted; or deleted and made anew under the same name
            metrics().deleted.add();
            handlers_->deleted(before, change.old, is_last_state_unknown);
        }
        if (change.now) {
            metrics().added.add();
            handlers_->added(before, change.now, is_initial);
        }
    }

    Object decoded(const SharedObject& object) {
        Result<Object> result = decode_as<T>(object);
        if (!result) {
            undecodable(result.error(), *object);
            return nullptr;
        }
        return std::move(*result);
    }

    ObjectStore<T> store_;
    ObjectStore<T> staged_;
    std::shared_ptr<EventHandlers<T>> handlers_ = std::make_shared<EventHandlers<T>>();
};

}  // namespace flotilla::kube

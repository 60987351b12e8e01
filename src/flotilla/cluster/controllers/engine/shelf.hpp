#pragma once
#include <charconv>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/cluster/controllers/engine/views.hpp"
#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/resource_type.hpp"
#include "flotilla/kube/runtime/object_store.hpp"

namespace flotilla::cluster::controllers {

/// A view with the whole parsed object, for kinds that are few or rarely change.
struct DocumentView : ObjectView {
    kube::Json json;
};

/// One object as it was last seen: its bytes, and what was read from them.
template <class View>
struct Seen {
    kube::SharedObject object;
    View view;
};
template <class View>
using SeenPtr = std::shared_ptr<const Seen<View>>;

// What kube::ObjectStore asks of its objects.
template <class View>
kube::KeyView key_of(const Seen<View>& seen) {
    return {seen.view.key.namespace_, seen.view.key.name};
}
template <class View>
kube::LabelSource labels_of(const Seen<View>& seen) {
    return seen.view.labels;
}

/// The number of a resource version; 0 for what is none. The embedded cluster's versions are numbers that
/// grow.
inline std::uint64_t version_number(std::string_view resource_version) {
    std::uint64_t number = 0;
    std::from_chars(resource_version.data(), resource_version.data() + resource_version.size(), number);
    return number;
}

/// What is known of one resource, whatever its view. Fed by a reflector.
class ShelfBase {
public:
    /// Null before: it is new. Null after: it is gone.
    using Listener = std::function<void(const ObjectView* before, const ObjectView* after)>;

    explicit ShelfBase(kube::ResourceType type) : type_(std::move(type)) {}
    ShelfBase(const ShelfBase&) = delete;
    ShelfBase& operator=(const ShelfBase&) = delete;
    virtual ~ShelfBase() = default;

    virtual void begin_replace() = 0;
    virtual void stage(const kube::SharedObject& object) = 0;
    virtual void commit_replace() = 0;
    virtual void put(const kube::SharedObject& object) = 0;
    virtual void remove(const kube::SharedObject& last) = 0;

    /// The object's metadata; null when there is none of that key.
    [[nodiscard]] virtual const ObjectView* metadata(const kube::ObjectKey& key) const = 0;
    virtual void for_each_metadata(const std::function<void(const ObjectView&)>& visit) const = 0;
    virtual void for_each_metadata_in(
        std::string_view namespace_, const std::function<void(const ObjectView&)>& visit
    ) const = 0;

    void on_any_change(Listener listener) { listeners_.push_back(std::move(listener)); }
    [[nodiscard]] const kube::ResourceType& type() const { return type_; }
    /// The first full list has arrived.
    [[nodiscard]] bool is_synced() const { return is_synced_; }
    /// The newest version seen of any object.
    [[nodiscard]] std::uint64_t version() const { return version_; }

protected:
    void tell(const ObjectView* before, const ObjectView* after) const {
        for (const Listener& listener : listeners_) {
            listener(before, after);
        }
    }
    void saw(const kube::EncodedObject& object) {
        version_ = std::max(version_, version_number(object.resource_version()));
    }
    void set_synced() { is_synced_ = true; }

private:
    kube::ResourceType type_;
    std::vector<Listener> listeners_;
    bool is_synced_ = false;
    std::uint64_t version_ = 0;
};

/// The objects of one resource, with a view of each.
template <class View>
class Shelf final : public ShelfBase {
public:
    using Ptr = SeenPtr<View>;
    using Reader = View (*)(const kube::Json&);
    using TypedListener = std::function<void(const View* before, const View* after)>;

    Shelf(kube::ResourceType type, Reader reader) : ShelfBase(std::move(type)), reader_(reader) {}

    void on_change(TypedListener listener) { typed_listeners_.push_back(std::move(listener)); }
    [[nodiscard]] kube::ObjectStore<Seen<View>>& objects() { return objects_; }
    [[nodiscard]] const kube::ObjectStore<Seen<View>>& objects() const { return objects_; }
    [[nodiscard]] Ptr find(const kube::ObjectKey& key) const { return objects_.find(key); }

    void begin_replace() override { staged_.clear(); }
    void stage(const kube::SharedObject& object) override { staged_.insert_or_assign(object->key(), object); }
    void commit_replace() override {
        for (const Ptr& known : objects_.list()) {
            if (!staged_.contains(known->view.key)) {
                forget(known->view.key);
            }
        }
        for (const auto& [key, object] : std::exchange(staged_, {})) {
            put(object);
        }
        set_synced();
    }
    void put(const kube::SharedObject& object) override {
        saw(*object);
        const auto seen = std::make_shared<const Seen<View>>(Seen<View>{object, reader_(object->parsed())});
        const Ptr before = objects_.put(seen);
        announce(before ? &before->view : nullptr, &seen->view);
    }
    void remove(const kube::SharedObject& last) override {
        saw(*last);
        forget(last->key());
    }

    [[nodiscard]] const ObjectView* metadata(const kube::ObjectKey& key) const override {
        const Ptr seen = objects_.find(key);
        return seen ? &seen->view : nullptr;
    }
    void for_each_metadata(const std::function<void(const ObjectView&)>& visit) const override {
        objects_.for_each([&visit](const Ptr& seen) { visit(seen->view); });
    }
    void for_each_metadata_in(
        std::string_view namespace_, const std::function<void(const ObjectView&)>& visit
    ) const override {
        for (const Ptr& seen : objects_.list(namespace_)) {
            visit(seen->view);
        }
    }

private:
    void forget(const kube::ObjectKey& key) {
        if (const Ptr gone = objects_.take(key)) {
            announce(&gone->view, nullptr);
        }
    }
    void announce(const View* before, const View* after) {
        for (const TypedListener& listener : typed_listeners_) {
            listener(before, after);
        }
        tell(before, after);
    }

    Reader reader_;
    kube::ObjectStore<Seen<View>> objects_;
    std::map<kube::ObjectKey, kube::SharedObject> staged_;
    std::vector<TypedListener> typed_listeners_;
};

}  // namespace flotilla::cluster::controllers

#pragma once
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/kube/runtime/object_traits.hpp"

namespace flotilla::kube {

/// Objects by key, sorted, and by indexes. What an informer keeps and a lister reads. One executor.
template <class T>
class ObjectStore {
public:
    using Object = Shared<T>;
    /// The values under which an object is found: none, one or several.
    using IndexFunction = std::function<std::vector<std::string>(const T&)>;

    /// An index by `values_of`; of what is there, too. A name may be given once.
    void add_index(std::string name, IndexFunction values_of) {
        const auto [index, is_new] = indexes_.emplace(std::move(name), Index{std::move(values_of), {}});
        FLOTILLA_ASSERT(is_new);
        for (const Object& object : objects_) {
            index->second.insert(object);
        }
    }
    [[nodiscard]] bool has_index(std::string_view name) const {
        return indexes_.find(name) != indexes_.end();
    }

    /// Puts the object in place of the one with its key, which is returned (null when there was none).
    Object put(Object object) {
        const auto found = objects_.lower_bound(key_of(*object));
        const bool is_known = found != objects_.end() && key_of(**found) == key_of(*object);
        Object previous = is_known ? *found : nullptr;
        for (auto& [name, index] : indexes_) {
            if (previous) {
                index.erase(previous);
            }
            index.insert(object);
        }
        if (is_known) {
            const auto next = std::next(found);
            auto node = objects_.extract(found);  // the same node again: no allocation for each update
            node.value() = std::move(object);
            objects_.insert(next, std::move(node));
        } else {
            objects_.insert(found, std::move(object));
        }
        return previous;
    }

    /// Takes the object out; null when there was none.
    Object take(KeyView key) {
        const auto found = objects_.find(key);
        if (found == objects_.end()) {
            return nullptr;
        }
        Object object = *found;
        for (auto& [name, index] : indexes_) {
            index.erase(object);
        }
        objects_.erase(found);
        return object;
    }

    /// The object of that key; null when there is none.
    [[nodiscard]] Object find(KeyView key) const {
        const auto found = objects_.find(key);
        return found == objects_.end() ? nullptr : *found;
    }

    [[nodiscard]] std::size_t size() const { return objects_.size(); }

    /// Everything, sorted by key.
    [[nodiscard]] std::vector<Object> list() const { return {objects_.begin(), objects_.end()}; }

    /// One namespace, sorted by name.
    [[nodiscard]] std::vector<Object> list(std::string_view namespace_) const {
        std::vector<Object> found;
        for (auto at = objects_.lower_bound(KeyView{namespace_, {}});
             at != objects_.end() && key_of(**at).namespace_ == namespace_;
             ++at) {
            found.push_back(*at);
        }
        return found;
    }

    /// What the selector matches, sorted; an empty namespace means all of them.
    [[nodiscard]] std::vector<Object> select(std::string_view namespace_, const LabelSelector& selector)
        const {
        std::vector<Object> found = namespace_.empty() ? list() : list(namespace_);
        std::erase_if(found, [&](const Object& object) { return !selector.matches(labels_of(*object)); });
        return found;
    }

    /// What the index of that name has under `value`, sorted by key. The index must exist.
    [[nodiscard]] std::vector<Object> by_index(std::string_view index_name, std::string_view value) const {
        const auto index = indexes_.find(index_name);
        FLOTILLA_ASSERT(index != indexes_.end());
        const auto found = index->second.objects.find(value);
        if (found == index->second.objects.end()) {
            return {};
        }
        return {found->second.begin(), found->second.end()};
    }

    /// Calls `visit(object)` for each object in the order of keys; `visit` must not change the store.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const Object& object : objects_) {
            visit(object);
        }
    }

private:
    struct ByKey {
        using is_transparent = void;
        bool operator()(const Object& a, const Object& b) const { return key_of(*a) < key_of(*b); }
        bool operator()(const Object& a, KeyView b) const { return key_of(*a) < b; }
        bool operator()(KeyView a, const Object& b) const { return a < key_of(*b); }
    };
    using Objects =
        std::set<Object, ByKey>;  // the key lies in the object: 5,000 pods cost no second set of names

    struct Index {
        IndexFunction values_of;
        std::map<std::string, Objects, std::less<>> objects;

        void insert(const Object& object) {
            for (std::string& value : values_of(*object)) {
                objects[std::move(value)].insert(object);
            }
        }
        void erase(const Object& object) {
            for (const std::string& value : values_of(*object)) {
                const auto found = objects.find(value);
                if (found == objects.end()) {
                    continue;
                }
                found->second.erase(object);
                if (found->second.empty()) {
                    objects.erase(found);
                }
            }
        }
    };

    Objects objects_;
    std::map<std::string, Index, std::less<>> indexes_;
};

}  // namespace flotilla::kube

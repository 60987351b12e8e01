#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "flotilla/kube/api/codec.hpp"
#include "flotilla/kube/api/dynamic_object.hpp"
#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/object_meta.hpp"
#include "flotilla/kube/api/selector.hpp"

/// What a cache asks of its objects, the same for bytes, dynamic objects and typed structs.
namespace flotilla::kube {

/// An object as caches hand it out: shared, never changed.
template <class T>
using Shared = std::shared_ptr<const T>;

/// A key that is borrowed from an object.
struct KeyView {
    std::string_view namespace_;
    std::string_view name;

    KeyView(std::string_view namespace_arg, std::string_view name_arg)
        : namespace_(namespace_arg), name(name_arg) {}
    KeyView(const ObjectKey& key)
        : namespace_(key.namespace_), name(key.name) {}  // NOLINT(google-explicit-constructor): a view

    [[nodiscard]] ObjectKey key() const { return {std::string{namespace_}, std::string{name}}; }
    friend bool operator==(KeyView, KeyView) = default;
    friend auto operator<=>(KeyView a, KeyView b) {
        return std::tie(a.namespace_, a.name) <=> std::tie(b.namespace_, b.name);
    }
};

/// A struct generated from the API: it has metadata.
template <class T>
concept TypedObject = requires(const T& object) {
    { object.metadata } -> std::convertible_to<const ObjectMeta&>;
};

inline Result<SharedObject> decode_shared(const SharedObject& object, const EncodedObject*) {
    return object;
}
inline Result<Shared<DynamicObject>> decode_shared(const SharedObject& object, const DynamicObject*) {
    return std::make_shared<const DynamicObject>(*object);
}
template <TypedObject T>
Result<Shared<T>> decode_shared(const SharedObject& object, const T*) {
    FLOTILLA_TRY(T typed, decode<T>(*object));
    return std::make_shared<const T>(std::move(typed));
}
/// The object as a T.
template <class T>
Result<Shared<T>> decode_as(const SharedObject& object) {
    return decode_shared(object, static_cast<const T*>(nullptr));
}

inline KeyView key_of(const EncodedObject& object) {
    return {object.namespace_(), object.name()};
}
inline KeyView key_of(const DynamicObject& object) {
    return {object.namespace_(), object.name()};
}
template <TypedObject T>
KeyView key_of(const T& object) {
    return {object.metadata.namespace_, object.metadata.name};
}

inline std::string_view resource_version_of(const EncodedObject& object) {
    return object.resource_version();
}
inline std::string_view resource_version_of(const DynamicObject& object) {
    return object.resource_version();
}
template <TypedObject T>
std::string_view resource_version_of(const T& object) {
    return object.metadata.resource_version;
}

inline std::string_view uid_of(const EncodedObject& object) {
    return object.uid();
}
inline std::string_view uid_of(const DynamicObject& object) {
    return object.uid();
}
template <TypedObject T>
std::string_view uid_of(const T& object) {
    return object.metadata.uid;
}

inline LabelSource labels_of(const EncodedObject& object) {
    return object;
}
inline LabelSource labels_of(const DynamicObject& object) {
    return object;
}
template <TypedObject T>
LabelSource labels_of(const T& object) {
    return object.metadata.labels;
}

/// The owner that manages the object (`controller: true`).
std::optional<OwnerReference> controller_of(const DynamicObject& object);
std::optional<OwnerReference> controller_of(const EncodedObject& object);
template <TypedObject T>
std::optional<OwnerReference> controller_of(const T& object) {
    const OwnerReference* owner = object.metadata.controller();
    return owner ? std::optional{*owner} : std::nullopt;
}

}  // namespace flotilla::kube

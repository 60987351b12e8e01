#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/object_meta.hpp"
#include "flotilla/kube/api/resource_type.hpp"

namespace flotilla::kube {

/// One parsed object of any kind, to read and to build. Nothing of it is lost on the way through.
///
/// Reading what is absent, or of another type than the API has, gives an empty value; setting an empty one
/// removes the field.
class DynamicObject {
public:
    DynamicObject() : root_(boost::json::object_kind) {}
    /// Anything that is no JSON object becomes an empty one.
    explicit DynamicObject(Json root);
    explicit DynamicObject(const EncodedObject& object) : DynamicObject{object.parsed()} {}
    /// An object with apiVersion, kind, namespace and name, and nothing else.
    DynamicObject(const ResourceType& type, ObjectKey key);

    /// Fails with InvalidArgument when the text is no JSON object.
    static Result<DynamicObject> parse(std::string_view json);

    [[nodiscard]] const Json& json() const { return root_; }
    [[nodiscard]] Json& json() { return root_; }
    [[nodiscard]] std::string to_json() const { return kube::to_json(root_); }
    /// The immutable form. Fails with InvalidArgument when metadata has a field of the wrong type.
    [[nodiscard]] Result<SharedObject> encoded() const { return EncodedObject::from(root_); }

    [[nodiscard]] std::string_view api_version() const;
    [[nodiscard]] std::string_view kind() const;
    [[nodiscard]] std::string_view name() const;
    [[nodiscard]] std::string_view generate_name() const;
    [[nodiscard]] std::string_view namespace_() const;
    [[nodiscard]] std::string_view uid() const;
    [[nodiscard]] std::string_view resource_version() const;
    [[nodiscard]] std::optional<std::int64_t> generation() const;
    [[nodiscard]] std::optional<WallTime> creation_timestamp() const;
    [[nodiscard]] std::optional<WallTime> deletion_timestamp() const;
    [[nodiscard]] bool is_deleting() const { return deletion_timestamp().has_value(); }
    [[nodiscard]] ObjectKey key() const { return {std::string{namespace_()}, std::string{name()}}; }
    [[nodiscard]] StringMap labels() const;
    [[nodiscard]] StringMap annotations() const;
    [[nodiscard]] std::optional<std::string_view> label(std::string_view key) const;
    [[nodiscard]] std::optional<std::string_view> annotation(std::string_view key) const;
    [[nodiscard]] std::vector<OwnerReference> owner_references() const;
    [[nodiscard]] std::vector<std::string> finalizers() const;
    [[nodiscard]] std::vector<Condition> conditions() const;
    [[nodiscard]] std::optional<Condition> condition(std::string_view type) const;

    void set_type(const ResourceType& type);
    void set_name(std::string_view name);
    void set_generate_name(std::string_view prefix);
    void set_namespace(std::string_view namespace_);
    void set_uid(std::string_view uid);
    void set_resource_version(std::string_view version);
    void set_generation(std::int64_t generation);
    void set_creation_timestamp(WallTime when);
    void set_deletion_timestamp(WallTime when);
    void set_labels(const StringMap& labels);
    void set_label(std::string_view key, std::string_view value);
    void remove_label(std::string_view key);
    void set_annotations(const StringMap& annotations);
    void set_annotation(std::string_view key, std::string_view value);
    void remove_annotation(std::string_view key);
    void set_owner_references(const std::vector<OwnerReference>& owners);
    void set_finalizers(const std::vector<std::string>& finalizers);
    /// Replaces the condition of that type, or adds it behind the others; other fields of an old one stay.
    void set_condition(const Condition& condition);

    /// What lies at a path of keys, or null: `object.find({"spec", "replicas"})`.
    [[nodiscard]] const Json* find(std::initializer_list<std::string_view> path) const {
        return kube::find(root_, path);
    }
    /// The place at a path of keys; the objects on the way are made: `object.at({"spec", "replicas"}) = 3`.
    Json& at(std::initializer_list<std::string_view> path) { return place(root_, path); }

    friend bool operator==(const DynamicObject& a, const DynamicObject& b) { return a.root_ == b.root_; }

private:
    void set_text(std::initializer_list<std::string_view> path, std::string_view text);

    Json root_;
};

}  // namespace flotilla::kube

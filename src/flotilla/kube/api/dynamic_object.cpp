#include "flotilla/kube/api/dynamic_object.hpp"

#include <algorithm>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/codec.hpp"
#include "flotilla/kube/api/detail/fields.hpp"

namespace flotilla::kube {
namespace {

using Path = std::initializer_list<std::string_view>;

std::string_view text_at(const Json& root, Path path) {
    return find_string(root, path).value_or(std::string_view{});
}

std::optional<WallTime> time_at(const Json& root, Path path) {
    const Result<WallTime> when = parse_time(text_at(root, path));
    return when ? std::optional{*when} : std::nullopt;
}

StringMap map_at(const Json& root, Path path) {
    StringMap out;
    if (const JsonObject* object = find_object(root, path)) {
        for (const auto& entry : *object) {
            if (entry.value().is_string()) {
                out.emplace(entry.key(), text_of(entry.value().get_string()));
            }
        }
    }
    return out;
}

/// Elements that are no T are passed over.
template <class T>
std::vector<T> list_at(const Json& root, Path path) {
    std::vector<T> out;
    if (const JsonArray* array = find_array(root, path)) {
        for (const Json& element : *array) {
            if (Result<T> value = decode<T>(element)) {
                out.push_back(std::move(*value));
            }
        }
    }
    return out;
}

template <class T>
void put_at(Json& root, Path path, const T& value) {
    Json json = detail::write(value);
    if (detail::says_nothing(json)) {
        remove(root, path);
    } else {
        place(root, path) = std::move(json);
    }
}

/// Takes an entry out of a map, and the map with its last one.
void remove_entry(Json& root, std::string_view map, std::string_view key) {
    if (remove(root, {"metadata", map, key}) && find_object(root, {"metadata", map})->empty()) {
        remove(root, {"metadata", map});
    }
}

}  // namespace

DynamicObject::DynamicObject(Json root) : root_(std::move(root)) {
    if (!root_.is_object()) {
        root_.emplace_object();
    }
}

DynamicObject::DynamicObject(const ResourceType& type, ObjectKey key) : DynamicObject() {
    set_type(type);
    set_namespace(key.namespace_);
    set_name(key.name);
}

Result<DynamicObject> DynamicObject::parse(std::string_view json) {
    FLOTILLA_TRY(Json root, parse_json(json));
    if (!root.is_object()) {
        return fail(ErrorCode::InvalidArgument, "wanted a JSON object");
    }
    return DynamicObject{std::move(root)};
}

std::string_view DynamicObject::api_version() const {
    return text_at(root_, {"apiVersion"});
}
std::string_view DynamicObject::kind() const {
    return text_at(root_, {"kind"});
}
std::string_view DynamicObject::name() const {
    return text_at(root_, {"metadata", "name"});
}
std::string_view DynamicObject::generate_name() const {
    return text_at(root_, {"metadata", "generateName"});
}
std::string_view DynamicObject::namespace_() const {
    return text_at(root_, {"metadata", "namespace"});
}
std::string_view DynamicObject::uid() const {
    return text_at(root_, {"metadata", "uid"});
}
std::string_view DynamicObject::resource_version() const {
    return text_at(root_, {"metadata", "resourceVersion"});
}
std::optional<std::int64_t> DynamicObject::generation() const {
    return find_int(root_, {"metadata", "generation"});
}
std::optional<WallTime> DynamicObject::creation_timestamp() const {
    return time_at(root_, {"metadata", "creationTimestamp"});
}
std::optional<WallTime> DynamicObject::deletion_timestamp() const {
    return time_at(root_, {"metadata", "deletionTimestamp"});
}
StringMap DynamicObject::labels() const {
    return map_at(root_, {"metadata", "labels"});
}
StringMap DynamicObject::annotations() const {
    return map_at(root_, {"metadata", "annotations"});
}
std::optional<std::string_view> DynamicObject::label(std::string_view key) const {
    return find_string(root_, {"metadata", "labels", key});
}
std::optional<std::string_view> DynamicObject::annotation(std::string_view key) const {
    return find_string(root_, {"metadata", "annotations", key});
}
std::vector<OwnerReference> DynamicObject::owner_references() const {
    return list_at<OwnerReference>(root_, {"metadata", "ownerReferences"});
}
std::vector<std::string> DynamicObject::finalizers() const {
    return list_at<std::string>(root_, {"metadata", "finalizers"});
}
std::vector<Condition> DynamicObject::conditions() const {
    return list_at<Condition>(root_, {"status", "conditions"});
}

std::optional<Condition> DynamicObject::condition(std::string_view type) const {
    const std::vector<Condition> all = conditions();
    const auto found =
        std::find_if(all.begin(), all.end(), [type](const Condition& one) { return one.type == type; });
    return found == all.end() ? std::nullopt : std::optional{*found};
}

void DynamicObject::set_text(Path path, std::string_view text) {
    put_at(root_, path, std::string{text});
}

void DynamicObject::set_type(const ResourceType& type) {
    set_text({"apiVersion"}, type.api_version());
    set_text({"kind"}, type.kind);
}
void DynamicObject::set_name(std::string_view name) {
    set_text({"metadata", "name"}, name);
}
void DynamicObject::set_generate_name(std::string_view prefix) {
    set_text({"metadata", "generateName"}, prefix);
}
void DynamicObject::set_namespace(std::string_view namespace_) {
    set_text({"metadata", "namespace"}, namespace_);
}
void DynamicObject::set_uid(std::string_view uid) {
    set_text({"metadata", "uid"}, uid);
}
void DynamicObject::set_resource_version(std::string_view version) {
    set_text({"metadata", "resourceVersion"}, version);
}
void DynamicObject::set_generation(std::int64_t generation) {
    at({"metadata", "generation"}) = generation;
}
void DynamicObject::set_creation_timestamp(WallTime when) {
    set_text({"metadata", "creationTimestamp"}, format_time(when));
}
void DynamicObject::set_deletion_timestamp(WallTime when) {
    set_text({"metadata", "deletionTimestamp"}, format_time(when));
}
void DynamicObject::set_labels(const StringMap& labels) {
    put_at(root_, {"metadata", "labels"}, labels);
}
void DynamicObject::set_label(std::string_view key, std::string_view value) {
    at({"metadata", "labels", key}) = value;
}
void DynamicObject::remove_label(std::string_view key) {
    remove_entry(root_, "labels", key);
}
void DynamicObject::set_annotations(const StringMap& annotations) {
    put_at(root_, {"metadata", "annotations"}, annotations);
}
void DynamicObject::set_annotation(std::string_view key, std::string_view value) {
    at({"metadata", "annotations", key}) = value;
}
void DynamicObject::remove_annotation(std::string_view key) {
    remove_entry(root_, "annotations", key);
}
void DynamicObject::set_owner_references(const std::vector<OwnerReference>& owners) {
    put_at(root_, {"metadata", "ownerReferences"}, owners);
}
void DynamicObject::set_finalizers(const std::vector<std::string>& finalizers) {
    put_at(root_, {"metadata", "finalizers"}, finalizers);
}

void DynamicObject::set_condition(const Condition& condition) {
    Json& list = at({"status", "conditions"});
    if (!list.is_array()) {
        list.emplace_array();
    }
    JsonArray& conditions = list.get_array();
    const auto found = std::find_if(conditions.begin(), conditions.end(), [&condition](const Json& one) {
        return find_string(one, {"type"}) == condition.type;
    });
    if (found == conditions.end()) {
        conditions.push_back(write_json(condition));
        return;
    }
    const Json fresh = write_json(condition);
    for (const auto& field : fresh.get_object()) {
        found->get_object()[field.key()] = field.value();
    }
}

}  // namespace flotilla::kube

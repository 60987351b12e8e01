#include "flotilla/kube/api/patch/merge_patch.hpp"

namespace flotilla::kube {
namespace {

/// The patch as a new value: without the nulls in its objects, in those within arrays too, as upstream does.
Json without_nulls(const Json& patch) {
    if (const JsonArray* array = patch.if_array()) {
        JsonArray out;
        out.reserve(array->size());
        for (const Json& element : *array) {
            out.push_back(without_nulls(element));
        }
        return out;
    }
    return patch.is_object() ? apply_merge_patch(JsonObject{}, patch) : patch;
}

}  // namespace

Json apply_merge_patch(Json target, const Json& patch) {
    const JsonObject* changes = patch.if_object();
    if (changes == nullptr) {
        // Upstream's library keeps the nulls where it replaces an object. So do we: the API's answers depend
        // on it.
        return target.is_object() ? patch : without_nulls(patch);
    }
    if (!target.is_object()) {
        target.emplace_object();
    }
    JsonObject& object = target.get_object();
    for (const auto& change : *changes) {
        if (change.value().is_null()) {
            object.erase(change.key());
            continue;
        }
        const auto place = object.find(change.key());
        if (place == object.end()) {
            object.emplace(change.key(), without_nulls(change.value()));
        } else {
            place->value() = apply_merge_patch(std::move(place->value()), change.value());
        }
    }
    return target;
}

Json make_merge_patch(const Json& from, const Json& to) {
    const JsonObject* before = from.if_object();
    const JsonObject* after = to.if_object();
    if (before == nullptr || after == nullptr) {
        return to;
    }
    JsonObject patch;
    for (const auto& member : *before) {
        if (!after->contains(member.key())) {
            patch[member.key()] = nullptr;
        }
    }
    for (const auto& member : *after) {
        if (member.value().is_null()) {
            continue;
        }
        const Json* old = before->if_contains(member.key());
        if (old == nullptr) {
            patch[member.key()] = member.value();
        } else if (*old != member.value()) {
            patch[member.key()] = make_merge_patch(*old, member.value());
        }
    }
    return patch;
}

}  // namespace flotilla::kube

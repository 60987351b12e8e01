#include "flotilla/kube/api/patch/merge_patch.hpp"

namespace flotilla::kube {
namespace {

/// The patch as the value of a place that was not there: without its nulls.
Json without_nulls(const Json& patch) {
    return patch.is_object() ? apply_merge_patch(JsonObject{}, patch) : patch;
}

}  // namespace

Json apply_merge_patch(Json target, const Json& patch) {
    const JsonObject* changes = patch.if_object();
    if (changes == nullptr) {
        return patch;
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

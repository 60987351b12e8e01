#include "flotilla/kube/runtime/finalizers.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "flotilla/kube/api/dynamic_object.hpp"

namespace flotilla::kube {

namespace {

JsonObject operation(std::string_view op, std::string_view path, Json value) {
    JsonObject object;
    object["op"] = boost::json::string_view{op.data(), op.size()};
    object["path"] = boost::json::string_view{path.data(), path.size()};
    object["value"] = std::move(value);
    return object;
}

Json text_value(std::string_view text) {
    return Json(boost::json::string_view{text.data(), text.size()});  // braces would make a list of it
}

/// Holds only for this very object, in this very version.
JsonArray preconditions(const EncodedObject& object) {
    JsonArray patch;
    patch.push_back(operation("test", "/metadata/uid", text_value(object.uid())));
    patch.push_back(operation("test", "/metadata/resourceVersion", text_value(object.resource_version())));
    return patch;
}

/// A failed `test` says no more than that the object has changed.
Result<SharedObject> changed_is_conflict(Result<SharedObject> result, const ObjectKey& key) {
    if (!result && result.error().code == ErrorCode::InvalidArgument) {
        return fail(
            ErrorCode::Conflict,
            fmt::format("{} has changed since it was read: {}", key, result.error().message)
        );
    }
    return result;
}

}  // namespace

asio::awaitable<Result<SharedObject>> add_finalizer(
    Client& client, ResourceType type, SharedObject object, std::string finalizer
) {
    const ObjectKey key = object->key();
    const std::vector<std::string> present = DynamicObject{*object}.finalizers();
    if (std::ranges::find(present, finalizer) != present.end()) {
        co_return object;
    }
    if (object->is_deleting()) {
        co_return fail(
            ErrorCode::InvalidArgument, fmt::format("{} is being deleted: it takes no new finalizers", key)
        );
    }
    JsonArray patch = preconditions(*object);
    if (present.empty()) {
        patch.push_back(operation("add", "/metadata/finalizers", JsonArray{text_value(finalizer)}));
    } else {
        patch.push_back(operation("add", "/metadata/finalizers/-", text_value(finalizer)));
    }
    const std::string text = to_json(Json(std::move(patch)));
    Result<SharedObject> result = co_await client.patch(type, key, PatchType::JsonPatch, text);
    co_return changed_is_conflict(std::move(result), key);
}

asio::awaitable<Result<SharedObject>> remove_finalizer(
    Client& client, ResourceType type, SharedObject object, std::string finalizer
) {
    const ObjectKey key = object->key();
    const std::vector<std::string> present = DynamicObject{*object}.finalizers();
    const auto found = std::ranges::find(present, finalizer);
    if (found == present.end()) {
        co_return object;
    }
    const std::string path = fmt::format("/metadata/finalizers/{}", found - present.begin());
    JsonArray patch = preconditions(*object);
    patch.push_back(operation("test", path, text_value(finalizer)));
    JsonObject removal;
    removal["op"] = "remove";
    removal["path"] = boost::json::string_view{path.data(), path.size()};
    patch.push_back(std::move(removal));
    const std::string text = to_json(Json(std::move(patch)));
    Result<SharedObject> result = co_await client.patch(type, key, PatchType::JsonPatch, text);
    if (!result && result.error().code == ErrorCode::NotFound) {
        co_return SharedObject{};
    }
    co_return changed_is_conflict(std::move(result), key);
}

}  // namespace flotilla::kube

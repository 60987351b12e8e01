#include <string>
#include <utility>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/kube/client/detail/call.hpp"

namespace flotilla::kube {
namespace {

const ResourceType& pods() {
    static const ResourceType type{"", "v1", "pods", "Pod", true};
    return type;
}

asio::awaitable<Result<ScaleState>> scale_of(asio::awaitable<Result<SharedObject>> task) {
    FLOTILLA_CO_TRY(const SharedObject object, co_await std::move(task));
    const Json json = object->parsed();
    ScaleState state;
    state.key = object->key();
    state.uid = object->uid();
    state.resource_version = object->resource_version();
    state.wanted = find_int(json, {"spec", "replicas"}).value_or(0);  // the API leaves a zero out
    state.current = find_int(json, {"status", "replicas"}).value_or(0);
    state.selector = find_string(json, {"status", "selector"}).value_or("");
    co_return state;
}

JsonObject metadata_of(const ObjectKey& key) {
    return {{"namespace", key.namespace_}, {"name", key.name}};
}

}  // namespace

asio::awaitable<Result<ScaleState>> Client::scale(const ResourceType& type, const ObjectKey& key) {
    GetOptions options;
    options.subresource = "scale";
    return scale_of(get(type, key, options));
}

asio::awaitable<Result<ScaleState>> Client::set_scale(
    const ResourceType& type, const ObjectKey& key, std::int64_t replicas, const WriteOptions& options
) {
    PatchOptions scale_options;
    static_cast<WriteOptions&>(scale_options) = options;
    scale_options.subresource = "scale";
    const Json change{{"spec", JsonObject{{"replicas", replicas}}}};
    return scale_of(patch(type, key, PatchType::Merge, to_json(change), scale_options));
}

asio::awaitable<Result<void>> Client::bind(
    const ObjectKey& pod, std::string_view node, std::string_view uid
) {
    JsonObject metadata = metadata_of(pod);
    if (!uid.empty()) {
        metadata["uid"] = uid;
    }
    const Json binding{
        {"apiVersion", "v1"},
        {"kind", "Binding"},
        {"metadata", std::move(metadata)},
        {"target", JsonObject{{"apiVersion", "v1"}, {"kind", "Node"}, {"name", node}}}
    };
    return plain_answer(detail::pod_call(pod, "binding", to_json(binding)));
}

asio::awaitable<Result<void>> Client::evict(const ObjectKey& pod, const DeleteOptions& options) {
    // The options are written by the same function as those of a delete.
    std::string eviction = R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":)";
    append_json(eviction, Json(metadata_of(pod)));
    eviction += R"(,"deleteOptions":)";
    eviction += detail::to_json(options);
    eviction += '}';
    return plain_answer(detail::pod_call(pod, "eviction", std::move(eviction)));
}

Client::ObjectResult Client::resize(
    const ObjectKey& pod, std::string patch_text, const WriteOptions& options
) {
    PatchOptions resize_options;
    static_cast<WriteOptions&>(resize_options) = options;
    resize_options.subresource = "resize";
    return patch(pods(), pod, PatchType::Strategic, std::move(patch_text), resize_options);
}

}  // namespace flotilla::kube

#include "flotilla/kube/client/client.hpp"

#include <utility>

#include "flotilla/kube/client/detail/call.hpp"
#include "flotilla/kube/client/rate_limit.hpp"

namespace flotilla::kube {

Client::Client(io::http::Transport& transport, io::Clock& clock, ClientOptions options)
    : transport_{transport},
      clock_{clock},
      options_{std::move(options)},
      limit_{std::make_unique<RateLimit>(options_.requests_per_second, options_.burst)} {}

Client::~Client() = default;

Client::ObjectResult Client::get(const ResourceType& type, const ObjectKey& key, const GetOptions& options) {
    return object_answer(detail::get_call(type, key, options));
}

Client::ListResult Client::list(
    const ResourceType& type, std::string_view namespace_, const ListOptions& options
) {
    return all_pages(type, std::string{namespace_}, options);
}

Client::ListResult Client::list_page(
    const ResourceType& type, std::string_view namespace_, const ListOptions& options
) {
    return page_answer(detail::list_call(type, namespace_, options));
}

asio::awaitable<Result<std::unique_ptr<WatchStream>>> Client::watch(
    const ResourceType& type, std::string_view namespace_, const WatchOptions& options
) {
    return watch_answer(detail::watch_call(type, namespace_, options));
}

Client::ObjectResult Client::create(
    const ResourceType& type, std::string_view namespace_, std::string json, const WriteOptions& options
) {
    return object_answer(
        detail::create_call(type, namespace_, std::move(json), options, options_.field_manager)
    );
}

Client::ObjectResult Client::update(
    const ResourceType& type, const ObjectKey& key, std::string json, const WriteOptions& options
) {
    return object_answer(detail::update_call(type, key, std::move(json), options, options_.field_manager));
}

Client::ObjectResult Client::patch(
    const ResourceType& type,
    const ObjectKey& key,
    PatchType patch_type,
    std::string patch,
    const PatchOptions& options
) {
    return object_answer(
        detail::patch_call(type, key, patch_type, std::move(patch), options, options_.field_manager)
    );
}

Client::ObjectResult Client::remove(
    const ResourceType& type, const ObjectKey& key, const DeleteOptions& options
) {
    return removal_answer(detail::remove_call(type, key, options));
}

asio::awaitable<Result<void>> Client::delete_collection(
    const ResourceType& type,
    std::string_view namespace_,
    const ListOptions& selection,
    const DeleteOptions& options
) {
    return plain_answer(detail::delete_collection_call(type, namespace_, selection, options));
}

Client::ObjectResult Client::create(
    const ResourceType& type, const DynamicObject& object, const WriteOptions& options
) {
    return create(type, object.namespace_(), object.to_json(), options);
}

Client::ObjectResult Client::update(
    const ResourceType& type, const DynamicObject& object, const WriteOptions& options
) {
    return update(type, object.key(), object.to_json(), options);
}

Client::ObjectResult Client::apply(
    const ResourceType& type, const DynamicObject& object, const PatchOptions& options
) {
    return patch(type, object.key(), PatchType::Apply, object.to_json(), options);
}

Client::StreamResult Client::log(const ObjectKey& pod, const LogOptions& options) {
    return stream(detail::log_call(pod, options));
}

asio::awaitable<Result<std::string>> Client::get_raw(std::string target) {
    return body_answer(detail::raw_call("GET", std::move(target), "", ""));
}

asio::awaitable<Result<std::string>> Client::post_raw(
    std::string target, std::string body, std::string content_type
) {
    return body_answer(detail::raw_call("POST", std::move(target), std::move(body), content_type));
}

}  // namespace flotilla::kube

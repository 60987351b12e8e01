#include "support/fake_api.hpp"

#include <algorithm>
#include <utility>

#include "flotilla/kube/api/object_list.hpp"
#include "flotilla/kube/api/patch/json_patch.hpp"
#include "flotilla/kube/api/patch/merge_patch.hpp"
#include "flotilla/kube/api/status.hpp"

#include "support/fake_api_target.hpp"

namespace flotilla::testing_support {

using io::http::Request;
using io::http::Response;
using kube::DynamicObject;
using kube::ObjectKey;
using kube::SharedObject;
using kube::WatchEventType;

namespace {

Response json_answer(int status, std::string body) {
    Response response{status};
    response.headers.set("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

Response failure(const kube::Status& status) {
    Response response = json_answer(status.code, kube::to_json(status));
    if (status.details && status.details->retry_after_seconds > 0) {
        response.headers.set("Retry-After", std::to_string(status.details->retry_after_seconds));
    }
    return response;
}

}  // namespace

FakeApi::FakeApi(io::Clock& clock, const asio::any_io_executor& executor, std::uint64_t seed)
    : clock_(clock), random_(seed, "fake-api"), changed_(executor) {}

asio::awaitable<void> FakeApi::handle(Request request, Writer& writer) {
    if (on_request) {
        on_request(request.method + " " + request.target);
    }
    const Duration latency{
        static_cast<Duration::rep>(static_cast<double>(faults.latency.count()) * random_.uniform())
    };
    if (latency > Duration{0}) {
        co_await clock_.sleep_for(latency);
    }
    if (happens(faults.hang)) {
        co_await clock_.sleep_for(std::chrono::minutes{10});
    }
    if (happens(faults.error)) {
        const double which = random_.uniform();
        const kube::Status status = which < 0.4   ? kube::statuses::internal_error("as planned")
                                    : which < 0.7 ? kube::statuses::service_unavailable("as planned")
                                                  : kube::statuses::too_many_requests("as planned", 1);
        co_await writer.send(failure(status));
        co_return;
    }
    Target target{request.target};
    co_await answer(std::move(target), request, writer);
}

asio::awaitable<void> FakeApi::answer(Target target, const Request& request, Writer& writer) {
    if (request.method == "GET" && target.key.name.empty()) {
        if (auto refused = refusal(target)) {
            co_await writer.send(std::move(*refused));
        } else if (target.option("watch") == "true") {
            co_await watch(std::move(target), writer);
        } else {
            co_await list(target, writer);
        }
        co_return;
    }
    Response response = write(target, request);
    if (happens(faults.lost)) {
        co_return;
    }
    const Duration back{
        static_cast<Duration::rep>(static_cast<double>(faults.latency.count()) * random_.uniform())
    };
    if (back > Duration{0}) {
        co_await clock_.sleep_for(back);
    }
    co_await writer.send(std::move(response));
}

/// Why a list or watch is refused, as a real server would.
std::optional<Response> FakeApi::refusal(const Target& target) const {
    if (target.option("sendInitialEvents") == "true" && !has_streaming_lists) {
        return failure(kube::statuses::invalid(target.type(), "", {}));
    }
    const std::string asked = target.option("resourceVersion");
    const std::string token = target.option("continue");
    if (!token.empty() && Target::number_in(token) < compacted_) {
        return failure(kube::statuses::expired("The provided continue parameter is too old"));
    }
    if (target.number("resourceVersion") > version_) {
        return failure(kube::statuses::timeout("Too large resource version", 1));
    }
    const bool is_plain_watch =
        target.option("watch") == "true" && target.option("sendInitialEvents") != "true";
    if (is_plain_watch && target.number("resourceVersion") > 0 &&
        target.number("resourceVersion") < compacted_) {
        return failure(
            kube::statuses::expired(fmt::format("too old resource version: {} ({})", asked, compacted_))
        );
    }
    return std::nullopt;
}

std::vector<SharedObject> FakeApi::select(const Target& target) const {
    std::vector<SharedObject> found;
    const auto collection = collections_.find(target.collection);
    if (collection == collections_.end()) {
        return found;
    }
    for (const auto& [key, object] : collection->second) {
        if (target.covers(*object)) {
            found.push_back(object);
        }
    }
    return found;
}

/// Pages are of the state they began with only as long as nothing changes; then the token has expired.
asio::awaitable<void> FakeApi::list(const Target& target, Writer& writer) {
    const std::string token = target.option("continue");
    const auto slash = token.find('/');
    if (!token.empty() && Target::number_in(token) != version_) {
        co_await writer.send(failure(kube::statuses::expired("The provided continue parameter is too old")));
        co_return;
    }
    const std::size_t from = token.empty() ? 0 : Target::number_in(std::string_view{token}.substr(slash + 1));
    const std::size_t limit = target.number("limit");
    const std::vector<SharedObject> all = select(target);

    kube::ObjectList page;
    page.api_version = "v1";
    page.kind = "ThingList";
    page.resource_version = std::to_string(version_);
    const std::size_t end = limit == 0 ? all.size() : std::min(all.size(), from + limit);
    for (std::size_t i = from; i < end; ++i) {
        page.items.push_back(all[i]);
    }
    if (end < all.size()) {
        page.continue_token = fmt::format("{}/{}", version_, end);
    }
    co_await writer.send(json_answer(200, kube::encode_list(page)));
}

Response FakeApi::write(const Target& target, const Request& request) {
    if (request.method == "PATCH") {
        return patch(target, request);
    }
    if (request.method == "DELETE") {
        return remove(target);
    }
    if (request.method == "GET") {
        const auto& objects = collections_[target.collection];
        const auto found = objects.find(target.key);
        return found == objects.end() ? failure(kube::statuses::not_found(target.type(), target.key.name))
                                      : json_answer(200, std::string{found->second->json()});
    }
    auto object = DynamicObject::parse(request.body);
    if (!object) {
        return failure(kube::statuses::bad_request(object.error().message));
    }
    return request.method == "POST" ? create(target, std::move(*object))
                                    : replace(target, std::move(*object));
}

Response FakeApi::create(const Target& target, DynamicObject object) {
    object.set_namespace(target.key.namespace_);
    if (object.name().empty() && !object.generate_name().empty()) {
        object.set_name(fmt::format("{}{}", object.generate_name(), uids_));
    }
    if (collections_[target.collection].contains(object.key())) {
        return failure(kube::statuses::already_exists(target.type(), object.name()));
    }
    return json_answer(201, std::string{store(target.collection, std::move(object))->json()});
}

Response FakeApi::replace(const Target& target, DynamicObject object) {
    auto& objects = collections_[target.collection];
    const auto found = objects.find(target.key);
    if (found == objects.end()) {
        return failure(kube::statuses::not_found(target.type(), target.key.name));
    }
    if (!object.resource_version().empty() &&
        object.resource_version() != found->second->resource_version()) {
        return failure(kube::statuses::conflict(target.type(), target.key.name, kube::statuses::kModified));
    }
    return json_answer(200, std::string{store(target.collection, std::move(object))->json()});
}

Response FakeApi::patch(const Target& target, const Request& request) {
    auto& objects = collections_[target.collection];
    const auto found = objects.find(target.key);
    if (found == objects.end()) {
        return failure(kube::statuses::not_found(target.type(), target.key.name));
    }
    const auto body = kube::parse_json(request.body);
    if (!body) {
        return failure(kube::statuses::bad_request(body.error().message));
    }
    const std::string type{request.headers.find("Content-Type").value_or("")};
    if (type.find("json-patch") == std::string::npos) {
        DynamicObject merged{kube::apply_merge_patch(found->second->parsed(), *body)};
        return json_answer(200, std::string{store(target.collection, std::move(merged))->json()});
    }
    auto patched = kube::apply_json_patch(found->second->parsed(), *body);
    if (!patched) {
        return failure(kube::statuses::invalid(target.type(), target.key.name, {}));
    }
    DynamicObject object{std::move(*patched)};
    if (object.is_deleting() && object.finalizers().empty()) {
        return remove(target);
    }
    return json_answer(200, std::string{store(target.collection, std::move(object))->json()});
}

Response FakeApi::remove(const Target& target) {
    auto& objects = collections_[target.collection];
    const auto found = objects.find(target.key);
    if (found == objects.end()) {
        return failure(kube::statuses::not_found(target.type(), target.key.name));
    }
    DynamicObject last{*found->second};
    objects.erase(found);
    last.set_resource_version(std::to_string(++version_));
    record(target.collection, WatchEventType::Deleted, last.encoded().value());
    return json_answer(200, last.to_json());
}

SharedObject FakeApi::store(const std::string& collection, DynamicObject object) {
    auto& objects = collections_[collection];
    const auto found = objects.find(object.key());
    const bool is_new = found == objects.end();
    object.set_uid(is_new ? fmt::format("uid-{}", ++uids_) : std::string{found->second->uid()});
    object.set_resource_version(std::to_string(++version_));
    SharedObject stored = object.encoded().value();
    objects.insert_or_assign(stored->key(), stored);
    record(collection, is_new ? WatchEventType::Added : WatchEventType::Modified, stored);
    return stored;
}

void FakeApi::record(const std::string& collection, WatchEventType type, SharedObject object) {
    history_.push_back(Change{version_, collection, type, std::move(object)});
    changed_.notify_all();
}

void FakeApi::put(const kube::ResourceType& type, DynamicObject object) {
    object.set_type(type);
    store(type.collection_path(), std::move(object));
}

void FakeApi::erase(const kube::ResourceType& type, const ObjectKey& key) {
    Target target{type.collection_path()};
    target.key = key;
    remove(target);
}

std::optional<DynamicObject> FakeApi::find(const kube::ResourceType& type, const ObjectKey& key) const {
    const auto collection = collections_.find(type.collection_path());
    if (collection == collections_.end() || !collection->second.contains(key)) {
        return std::nullopt;
    }
    return DynamicObject{*collection->second.at(key)};
}

std::map<ObjectKey, std::string> FakeApi::versions(const kube::ResourceType& type) const {
    std::map<ObjectKey, std::string> found;
    if (const auto collection = collections_.find(type.collection_path()); collection != collections_.end()) {
        for (const auto& [key, object] : collection->second) {
            found.emplace(key, object->resource_version());
        }
    }
    return found;
}

void FakeApi::cut_watches() {
    ++cuts_;
    changed_.notify_all();
}

}  // namespace flotilla::testing_support

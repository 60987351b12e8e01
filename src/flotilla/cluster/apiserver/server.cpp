#include "flotilla/cluster/apiserver/server.hpp"

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/render.hpp"
#include "flotilla/cluster/apiserver/verbs/change.hpp"
#include "flotilla/cluster/apiserver/verbs/read.hpp"
#include "flotilla/cluster/apiserver/warnings.hpp"
#include "flotilla/kube/protobuf/codec.hpp"

namespace flotilla::cluster {

namespace {

namespace asio = boost::asio;
namespace statuses = kube::statuses;

io::http::Response refusal(const kube::Status& status) {
    io::http::Response response{status.code};
    response.headers.add("Content-Type", "application/json");
    if (status.details && status.details->retry_after_seconds > 0) {
        response.headers.add("Retry-After", std::to_string(status.details->retry_after_seconds));
    }
    response.body = kube::to_json(status) + "\n";
    return response;
}

}  // namespace

asio::awaitable<void> Server::handle(io::http::Request http, io::http::ResponseWriter& writer) {
    ApiRequest request;
    request.http = std::move(http);
    auto info = parse_request_info(request.http.method, request.http.target);
    Outcome<void> served;
    if (info) {
        request.info = std::move(*info);
        served = co_await serve(request, writer);
    } else {
        served = reject(statuses::bad_request(info.error().message));
    }
    if (!served) {
        auto response = refusal(served.error());
        co_await writer.send(std::move(response));
    }
}

Outcome<void> Server::find_resource(ApiRequest& request) {
    const RequestInfo& info = request.info;
    request.resource = core_.catalog.find(info.group, info.version, info.resource);
    if (!request.resource || (!info.namespace_.empty() && !request.resource->type.namespaced &&
                              !request.resource->is("", "namespaces"))) {
        return reject(statuses::no_such_resource());
    }
    if (!info.subresource.empty()) {
        request.subresource = request.resource->subresource(info.subresource);
        if (request.subresource == nullptr) {
            return reject(statuses::no_such_resource());
        }
    }
    const auto& verbs = request.subresource != nullptr ? request.subresource->verbs : request.resource->verbs;
    if (std::ranges::find(verbs, info.verb) == verbs.end()) {
        return reject(statuses::method_not_allowed(request.resource->type, info.verb));
    }
    if (info.namespace_.empty() && request.resource->type.namespaced && info.verb != "list" && info.verb != "watch") {
        return reject(statuses::method_not_allowed(request.resource->type, info.verb));
    }
    FLOTILLA_TRY_OUTCOME(
        request.rendering,
        negotiate(
            request.http.headers.find("Accept").value_or(""),
            info.verb != "watch" &&
                kube::protobuf::is_supported(request.resource->type.api_version(), request.resource->type.kind)
        )
    );
    return {};
}

asio::awaitable<Outcome<void>> Server::serve(ApiRequest& request, io::http::ResponseWriter& writer) {
    if (!request.info.is_resource) {
        co_return reject(statuses::no_such_resource());
    }
    if (auto found = find_resource(request); !found) {
        co_return found;
    }
    co_return co_await serve_resource(request, writer);
}

asio::awaitable<Outcome<void>> Server::serve_resource(ApiRequest& request, io::http::ResponseWriter& writer) {
    if (request.info.verb == "list") {
        co_return co_await list_objects(core_, request, writer);
    }
    if (request.info.verb == "watch") {
        co_return co_await watch_objects(core_, request, writer, std::nullopt);
    }
    auto reply = request.info.verb == "get" ? get_object(core_, request) : change(request);
    if (!reply) {
        co_return reject(std::move(reply).error());
    }
    co_return co_await answer(request, std::move(*reply), writer);
}

Outcome<Reply> Server::change(ApiRequest& request) {
    const std::string& verb = request.info.verb;
    if (verb == "create") {
        return create(core_, request);
    }
    if (verb == "update") {
        return replace(core_, request);
    }
    if (verb == "patch") {
        return patch(core_, request);
    }
    return verb == "delete" ? remove(core_, request) : remove_collection(core_, request);
}

asio::awaitable<Outcome<void>> Server::answer(ApiRequest& request, Reply reply, io::http::ResponseWriter& writer) {
    auto body = reply.object ? render_object(request, *reply.object, core_.clock.wall_now())
                             : render_value(request.rendering, reply.value);
    if (!body) {
        co_return reject(std::move(body).error());
    }
    if (core_.store.durable_revision() < reply.durable) {
        co_await core_.store.durable(reply.durable);
    }
    io::http::Response response{reply.code};
    response.headers.add("Content-Type", std::string{request.rendering.content_type()});
    add_warnings(response, request.warnings);
    response.body = std::move(*body);
    co_await writer.send(std::move(response));
    co_return Outcome<void>{};
}

asio::awaitable<void> Server::stop() {
    core_.stopping = true;
    for (const auto& [resource, collection] : core_.store.collections()) {
        collection->changed().notify_all();
    }
    co_return;
}

}  // namespace flotilla::cluster

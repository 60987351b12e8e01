#include "flotilla/cluster/apiserver/server.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/admission/quotas.hpp"
#include "flotilla/cluster/apiserver/authn/impersonation.hpp"
#include "flotilla/cluster/apiserver/endpoints/metrics.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/render.hpp"
#include "flotilla/cluster/apiserver/subresources/reviews.hpp"
#include "flotilla/cluster/apiserver/subresources/subresources.hpp"
#include "flotilla/cluster/apiserver/verbs/change.hpp"
#include "flotilla/cluster/apiserver/verbs/freshness.hpp"
#include "flotilla/cluster/apiserver/verbs/list_options.hpp"
#include "flotilla/cluster/apiserver/verbs/read.hpp"
#include "flotilla/cluster/apiserver/verbs/write_options.hpp"
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
    if (status.code == 401) {
        response.headers.add("Www-Authenticate", "Bearer");
    }
    response.body = kube::to_json(status) + "\n";
    return response;
}

kube::Status status_of(const Fault& fault) {
    if (fault.status == 429) {
        return statuses::too_many_requests(
            "a fault was injected, please try again later", fault.retry_after_seconds
        );
    }
    kube::Status status = fault.status == 503 ? statuses::service_unavailable("a fault was injected")
                                              : statuses::internal_error("a fault was injected");
    status.code = fault.status;
    if (fault.status != 500 && fault.status != 503) {
        status.reason.clear();  // the code says it
    }
    if (fault.status == 503) {
        status.details.emplace().retry_after_seconds = fault.retry_after_seconds;
    }
    return status;
}

/// Passes everything on and remembers the status for the metrics.
class CountingWriter final : public io::http::ResponseWriter {
public:
    explicit CountingWriter(io::http::ResponseWriter& inner) : inner_{inner} {}

    asio::awaitable<Result<void>> send(io::http::Response response) override {
        code_ = response.status;
        return inner_.send(std::move(response));
    }
    asio::awaitable<Result<void>> start(io::http::Response head) override {
        code_ = head.status;
        return inner_.start(std::move(head));
    }
    asio::awaitable<Result<void>> write(std::string_view chunk) override { return inner_.write(chunk); }
    asio::awaitable<Result<void>> finish() override { return inner_.finish(); }
    [[nodiscard]] int code() const { return code_; }

private:
    io::http::ResponseWriter& inner_;
    int code_ = 0;
};

kube::Status method_not_allowed() {
    kube::Status status = statuses::method_not_allowed({}, "");
    status.message = "the server does not allow this method on the requested resource";
    status.details = kube::StatusDetails{};
    return status;
}

bool is_public(std::string_view path) {
    return path == "/version" || path == "/healthz" || path == "/livez" || path == "/readyz";
}

}  // namespace

Server::Server(Core& core)
    : core_{core}, authenticator_{core}, authorizer_{core.authorizer}, endpoints_{core} {}

asio::awaitable<void> Server::handle(io::http::Request http, io::http::ResponseWriter& writer) {
    const TimePoint begin = core_.clock.now();
    CountingWriter counting{writer};
    ApiRequest request;
    request.http = std::move(http);
    auto info = parse_request_info(request.http.method, request.http.target);
    Outcome<void> served;
    if (!info) {
        served = reject(statuses::bad_request(info.error().message));
    } else if (request.http.body.size() > core_.options.max_body_bytes) {
        served =
            reject(statuses::request_too_large(fmt::format("limit is {}", core_.options.max_body_bytes)));
    } else {
        request.info = std::move(*info);
        served = co_await serve(request, counting);
    }
    if (!served) {
        auto response = refusal(served.error());
        add_warnings(response, request.warnings);
        co_await counting.send(std::move(response));
    }
    count_request(core_, request.info, counting.code(), core_.clock.now() - begin);
}

Outcome<void> Server::admit_user(ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(User user, authenticator_.authenticate(request.http));
    FLOTILLA_TRY_OUTCOME(request.user, impersonated(request.http, std::move(user), authorizer_));
    if (!request.info.is_resource && is_public(request.info.path)) {
        return {};
    }
    const Action action = Action::of(request.info);
    if (authorizer_.allows(request.user, action)) {
        return {};
    }
    const std::string why = action.refusal(request.user);
    if (request.info.is_resource) {
        const kube::ResourceType type{
            request.info.group, request.info.version, request.info.resource, "", true
        };
        return reject(statuses::forbidden(type, request.info.name, why));
    }
    kube::Status status = statuses::forbidden({}, "", why);
    status.message = fmt::format("forbidden: {}", why);
    status.details = kube::StatusDetails{};
    return reject(std::move(status));
}

Outcome<void> Server::find_resource(ApiRequest& request) const {
    const RequestInfo& info = request.info;
    request.resource = core_.catalog.find(info.group, info.version, info.resource);
    const bool misplaced = request.resource && !info.namespace_.empty() &&
                           !request.resource->type.namespaced && !request.resource->is("", "namespaces");
    if (!request.resource || misplaced || !info.rest.empty()) {
        return reject(statuses::no_such_resource());
    }
    if (!info.subresource.empty()) {
        request.subresource = request.resource->subresource(info.subresource);
        if (request.subresource == nullptr) {
            return reject(statuses::no_such_resource());
        }
    }
    const auto& verbs = request.subresource != nullptr ? request.subresource->verbs : request.resource->verbs;
    const bool is_known = std::ranges::find(verbs, info.verb) != verbs.end();
    const bool lacks_namespace = info.namespace_.empty() && request.resource->type.namespaced &&
                                 info.verb != "list" && info.verb != "watch" &&
                                 request.resource->collection != nullptr;
    const bool creates_by_name =
        info.verb == "create" && !info.name.empty() && request.subresource == nullptr;
    const bool changes_all = info.name.empty() && (info.verb == "update" || info.verb == "patch");
    if (!is_known || lacks_namespace || creates_by_name || changes_all) {
        return reject(method_not_allowed());
    }
    if (request.resource->is("", "endpoints")) {
        request.warnings.emplace_back(
            "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
        );
    }
    const bool has_protobuf =
        kube::protobuf::is_supported(request.resource->type.api_version(), request.resource->type.kind);
    FLOTILLA_TRY_OUTCOME(
        request.rendering,
        negotiate(
            request.http.headers.find("Accept").value_or(""),
            info.verb != "watch" && has_protobuf,
            info.verb == "watch"
        )
    );
    return {};
}

asio::awaitable<Outcome<void>> Server::serve(ApiRequest& request, io::http::ResponseWriter& writer) {
    if (auto admitted = admit_user(request); !admitted) {
        co_return admitted;
    }
    Fault fault;
    if (core_.options.faults != nullptr) {
        fault = core_.options.faults->decide(request.info, request.user.name).value_or(Fault{});
    }
    if (fault.delay > Duration{0}) {
        co_await core_.clock.sleep_for(fault.delay);
    }
    if (fault.status != 0) {
        co_return reject(status_of(fault));
    }
    if (!request.info.is_resource) {
        auto response = endpoints_.answer(request);
        if (!response) {
            co_return reject(std::move(response).error());
        }
        co_await writer.send(std::move(*response));
        co_return Outcome<void>{};
    }
    if (ExtensionApi* extension = extension_for(request.info)) {
        co_return co_await serve_extension(*extension, request, writer);
    }
    if (auto found = find_resource(request); !found) {
        co_return found;
    }
    co_return co_await serve_resource(request, fault, writer);
}

ExtensionApi* Server::extension_for(const RequestInfo& info) const {
    for (ExtensionApi* extension : core_.options.extensions) {
        if (extension->group() == info.group && extension->version() == info.version) {
            return extension;
        }
    }
    return nullptr;
}

asio::awaitable<Outcome<void>> Server::serve_extension(
    ExtensionApi& extension, ApiRequest& request, io::http::ResponseWriter& writer
) {
    auto rendering = negotiate(request.http.headers.find("Accept").value_or(""), false);
    if (!rendering) {
        co_return reject(std::move(rendering).error());
    }
    request.rendering = std::move(*rendering);
    auto value = extension.answer(request.info);
    if (!value) {
        co_return reject(std::move(value).error());
    }
    Reply reply;
    reply.value = std::move(*value);
    co_return co_await answer(request, std::move(reply), writer);
}

asio::awaitable<Outcome<void>> Server::serve_resource(
    ApiRequest& request, const Fault& fault, io::http::ResponseWriter& writer
) {
    if (request.resource->type.plural == "componentstatuses" && request.resource->collection == nullptr) {
        co_return reject(statuses::no_such_resource());
    }
    if (is_events(*request.resource)) {
        core_.event_expiry.sweep(core_);
    }
    if (request.info.verb == "list") {
        co_return co_await list_objects(core_, request, writer);
    }
    if (request.info.verb == "watch") {
        co_return co_await watch_objects(core_, request, writer, fault.cut_watch_after);
    }
    if (request.info.verb == "get" && request.resource->collection != nullptr) {
        const auto version = parse_version(request.info.query.value("resourceVersion"), request.info.verb);
        if (!version) {
            co_return reject(version.error());
        }
        auto seen = co_await await_version(core_, *request.resource->collection, version->value_or(0));
        if (!seen) {
            co_return seen;
        }
    }
    if (request.info.subresource == "log") {
        auto log = pod_log(core_, request);
        if (!log) {
            co_return reject(std::move(log).error());
        }
        co_await writer.send(std::move(*log));
        co_return Outcome<void>{};
    }
    auto reply = reply_to(request);
    if (reply && request.info.verb != "get" && !request.info.namespace_.empty()) {
        refresh_quotas(core_, request.info.namespace_);
    }
    if (!reply) {
        co_return reject(std::move(reply).error());
    }
    co_return co_await answer(request, std::move(*reply), writer);
}

Outcome<Reply> Server::reply_to(ApiRequest& request) {
    FLOTILLA_CHECK_OUTCOME(check_write_options(request));
    if (is_review(*request.resource)) {
        return answer_review(core_, request, authenticator_, authorizer_);
    }
    if (request.resource->is("", "bindings")) {
        return bind_pod(core_, request);
    }
    if (auto answered = answer_subresource(core_, request)) {
        return std::move(*answered);
    }
    const std::string& verb = request.info.verb;
    if (verb == "get") {
        return get_object(core_, request);
    }
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

asio::awaitable<Outcome<void>> Server::answer(
    ApiRequest& request, Reply reply, io::http::ResponseWriter& writer
) {
    const bool is_value = !reply.object;
    if (is_value && request.rendering.encoding == Rendering::Encoding::Protobuf) {
        request.rendering.encoding =
            Rendering::Encoding::Json;  // clients that ask for protobuf take JSON for these
    }
    auto body = is_value ? render_value(request.rendering, reply.value)
                         : render_object(request, *reply.object, core_.clock.wall_now());
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

void Server::drop_watches() {
    ++core_.drops;
    wake_watches();
}

void Server::stop() {
    core_.stopping = true;
    wake_watches();
}

void Server::wake_watches() {
    for (const auto& [resource, collection] : core_.store.collections()) {
        collection->changed().notify_all();
    }
}

}  // namespace flotilla::cluster

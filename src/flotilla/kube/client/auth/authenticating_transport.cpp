#include "flotilla/kube/client/auth/authenticating_transport.hpp"

#include <utility>

#include "flotilla/io/http/url.hpp"

namespace flotilla::kube {
namespace {

constexpr int kUnauthorized = 401;

io::http::Headers impersonation_of(const UserEntry& user) {
    io::http::Headers headers;
    if (user.impersonate_user.empty()) {
        return headers;
    }
    headers.add("Impersonate-User", user.impersonate_user);
    if (!user.impersonate_uid.empty()) {
        headers.add("Impersonate-Uid", user.impersonate_uid);
    }
    for (const std::string& group : user.impersonate_groups) {
        headers.add("Impersonate-Group", group);
    }
    for (const auto& [key, values] : user.impersonate_extra) {
        for (const std::string& value : values) {
            headers.add("Impersonate-Extra-" + io::http::percent_encode(key), value);
        }
    }
    return headers;
}

}  // namespace

AuthenticatingTransport::AuthenticatingTransport(
    io::http::Transport& lower, Credentials& credentials, const UserEntry& user
)
    : lower_{lower}, credentials_{credentials}, impersonation_{impersonation_of(user)} {}

asio::awaitable<Result<io::http::Response>> AuthenticatingTransport::round_trip(io::http::Request request) {
    FLOTILLA_CO_TRY(io::http::Request first, co_await authorized(request));
    auto response = co_await lower_.round_trip(std::move(first));
    if (!response || response->status != kUnauthorized || !credentials_.forget()) {
        co_return response;
    }
    FLOTILLA_CO_TRY(io::http::Request second, co_await authorized(request));
    co_return co_await lower_.round_trip(std::move(second));
}

asio::awaitable<Result<io::http::StreamingResponse>> AuthenticatingTransport::open(io::http::Request request
) {
    FLOTILLA_CO_TRY(io::http::Request first, co_await authorized(request));
    auto response = co_await lower_.open(std::move(first));
    if (!response || response->head.status != kUnauthorized || !credentials_.forget()) {
        co_return response;
    }
    FLOTILLA_CO_TRY(io::http::Request second, co_await authorized(request));
    co_return co_await lower_.open(std::move(second));
}

asio::awaitable<Result<io::http::Request>> AuthenticatingTransport::authorized(
    const io::http::Request& request
) {
    FLOTILLA_CO_TRY(const auto authorization, co_await credentials_.authorization());
    io::http::Request copy = request;
    if (authorization) {
        copy.headers.set("Authorization", authorization->reveal());
    }
    for (const auto& [name, value] : impersonation_.fields()) {
        copy.headers.add(name, value);
    }
    co_return copy;
}

}  // namespace flotilla::kube

#include "flotilla/io/http/detail/dial.hpp"

#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "flotilla/io/cancellation.hpp"
#include "flotilla/io/http/detail/tcp.hpp"

namespace flotilla::io::http::detail {
namespace {

using asio::ip::tcp;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

tl::unexpected<Error> unreachable(const Url& url, std::string_view why) {
    return fail(ErrorCode::Unavailable, fmt::format("cannot reach {}: {}", url.authority(), why));
}

asio::awaitable<Result<std::vector<tcp::endpoint>>> resolve(Url url) {
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address(url.host, no_address);
    std::vector<tcp::endpoint> endpoints;
    if (!no_address) {  // the resolver would start a thread for nothing
        endpoints.emplace_back(address, url.port);
        co_return endpoints;
    }
    tcp::resolver resolver{co_await asio::this_coro::executor};
    const auto [error, found] = co_await resolver.async_resolve(url.host, std::to_string(url.port), kToken);
    if (error) {
        throw_if_cancelled(co_await asio::this_coro::cancellation_state);
        co_return unreachable(
            url, fmt::format("the name {} cannot be resolved: {}", url.host, error.message())
        );
    }
    for (const auto& entry : found) {
        endpoints.push_back(entry.endpoint());
    }
    co_return endpoints;
}

asio::awaitable<Result<ConnectionPtr>> dial_tcp(Url url) {
    FLOTILLA_CO_TRY(const std::vector<tcp::endpoint> endpoints, co_await resolve(url));
    std::string why = "its name has no address";
    for (const tcp::endpoint& endpoint : endpoints) {
        tcp::socket socket{co_await asio::this_coro::executor};
        const auto [error] = co_await socket.async_connect(endpoint, kToken);
        if (!error) {
            co_return tcp_connection(std::move(socket));
        }
        throw_if_cancelled(co_await asio::this_coro::cancellation_state);
        why = error.message();
    }
    co_return unreachable(url, why);
}

asio::awaitable<Result<ConnectionPtr>> secure(
    ConnectionPtr connection, std::shared_ptr<TlsContext> tls, Url url
) {
    auto secured = co_await connect_tls(std::move(tls), std::move(connection), url.host);
    if (!secured) {
        co_return unreachable(url, secured.error().message);
    }
    co_return std::move(secured->connection);
}

}  // namespace

asio::awaitable<Result<ConnectionPtr>> dial(
    Route route, std::shared_ptr<TlsContext> tls, std::shared_ptr<TlsContext> proxy_tls
) {
    FLOTILLA_CO_TRY(ConnectionPtr connection, co_await dial_tcp(route.proxy ? *route.proxy : route.server));
    if (route.proxy && route.proxy->scheme == "https") {
        FLOTILLA_CO_TRY(
            connection, co_await secure(std::move(connection), std::move(proxy_tls), *route.proxy)
        );
    }
    if (route.proxy && !route.is_forwarded()) {
        Result<void> opened;
        if (route.proxy->scheme == "socks5") {
            opened = co_await open_socks_tunnel(*connection, *route.proxy, route.server);
        } else {
            opened = co_await open_http_tunnel(*connection, *route.proxy, route.server);
        }
        if (!opened) {
            const std::string by =
                fmt::format("by the proxy {}: {}", route.proxy->authority(), opened.error().message);
            co_return unreachable(route.server, by);
        }
    }
    if (tls) {
        FLOTILLA_CO_TRY(connection, co_await secure(std::move(connection), std::move(tls), route.server));
    }
    co_return connection;
}

}  // namespace flotilla::io::http::detail

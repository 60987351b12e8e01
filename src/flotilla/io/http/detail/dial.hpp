#pragma once
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>

#include "flotilla/io/http/connection.hpp"
#include "flotilla/io/http/tls.hpp"
#include "flotilla/io/http/url.hpp"

namespace flotilla::io::http::detail {

/// How to get to a server.
struct Route {
    Url server;
    std::optional<Url> proxy = std::nullopt;

    /// Plain requests to an HTTP proxy name the whole URL; everything else goes through a tunnel.
    [[nodiscard]] bool is_forwarded() const {
        return proxy && proxy->scheme != "socks5" && server.scheme == "http";
    }
};

/// A connection that is ready for requests. Unavailable: which host could not be reached, and why.
/// @param tls for https servers; @param proxy_tls for https proxies; both null otherwise
asio::awaitable<Result<ConnectionPtr>> dial(
    Route route, std::shared_ptr<TlsContext> tls, std::shared_ptr<TlsContext> proxy_tls
);

/// Asks the proxy at the other end for a tunnel, by HTTP's CONNECT or by SOCKS5.
asio::awaitable<Result<void>> open_http_tunnel(Connection& connection, const Url& proxy, const Url& server);
asio::awaitable<Result<void>> open_socks_tunnel(Connection& connection, const Url& proxy, const Url& server);

/// "Basic …" for the user info of a URL.
std::string basic_authorization(std::string_view user_info);

}  // namespace flotilla::io::http::detail

#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/handler.hpp"
#include "flotilla/io/http/tls.hpp"

namespace flotilla::io::http {

struct ServerOptions {
    ServerOptions() = default;

    std::string address = "127.0.0.1";  ///< to listen on; "::" or "0.0.0.0" for all
    std::uint16_t port = 0;             ///< 0: any free one, see `Server::port()`
    std::optional<TlsServerOptions> tls = std::nullopt;
    std::size_t max_header_bytes = 64 << 10;  ///< more: 431
    std::size_t max_body_bytes = 3 << 20;     ///< more: 413
    Duration handshake_timeout = std::chrono::seconds{10};
    Duration receive_timeout = std::chrono::seconds{60};  ///< from the first byte of a request to its last
    Duration idle_timeout = std::chrono::seconds{120};    ///< between requests
    Duration write_timeout = std::chrono::seconds{60};    ///< for the other side to take what is written
    /// Told what an exception said that a handler let escape: a defect. It costs that request its answer
    /// (500, or the connection when the answer had begun), not the server.
    std::function<void(std::string_view what)> on_defect = [](std::string_view) {};
};

/// HTTP/1.1 over TCP and TLS: gives each request to the handler and the handler's answer back.
///
/// Requests of one connection are answered one after the other, those of different ones at the same time. A
/// handler is cancelled when its client goes away (noticed within a fifth of a second). One executor: not for
/// use across threads. `stop()` it before handler and clock go; the destructor cancels what is left, but
/// cannot wait for it.
class Server {
public:
    /// Listens from now on. Unavailable: the address is in use or not ours. InvalidArgument: bad address,
    /// certificate or key.
    static Result<std::unique_ptr<Server>> start(
        asio::any_io_executor executor, Clock& clock, Handler& handler, ServerOptions options
    );
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// "https://127.0.0.1:6443"
    [[nodiscard]] std::string url() const;
    /// Connections that are open now.
    [[nodiscard]] std::size_t connection_count() const;

    /// Takes no more connections, closes idle ones, lets requests under way end for up to `grace`, then
    /// cancels them.
    asio::awaitable<void> stop(Duration grace);

private:
    class Impl;
    explicit Server(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

}  // namespace flotilla::io::http

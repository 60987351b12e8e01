#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/tls.hpp"
#include "flotilla/io/http/transport.hpp"
#include "flotilla/io/http/url.hpp"

namespace flotilla::io::http {

/// Where a transport gets its TLS material from, asked before each new connection: certificates rotate.
class TlsSource {
public:
    TlsSource() = default;
    TlsSource(const TlsSource&) = delete;
    TlsSource& operator=(const TlsSource&) = delete;
    virtual ~TlsSource() = default;

    /// The same pointer as before while nothing has changed. After a change, idle connections are given up.
    virtual asio::awaitable<Result<std::shared_ptr<const TlsClientOptions>>> current() = 0;
};

/// TLS material that never changes.
class FixedTls final : public TlsSource {
public:
    explicit FixedTls(TlsClientOptions options)
        : options_(std::make_shared<const TlsClientOptions>(std::move(options))) {}
    asio::awaitable<Result<std::shared_ptr<const TlsClientOptions>>> current() override {
        co_return options_;
    }

private:
    std::shared_ptr<const TlsClientOptions> options_;
};

struct HttpTransportOptions {
    HttpTransportOptions() = default;

    Url server;                               ///< its path is put before every target
    std::optional<Url> proxy = std::nullopt;  ///< http or socks5; the user info is its basic authentication
    Duration connect_timeout =
        std::chrono::seconds{30};  ///< name look-up, connect, proxy and handshake together
    Duration idle_timeout = std::chrono::seconds{90};  ///< a connection unused for that long is closed
    std::size_t max_idle_connections = 16;
    std::size_t max_response_bytes = std::size_t{1}
                                     << 30;  ///< of a whole answer (`round_trip`); streams have no limit
};

/// Requests to one server over TCP and TLS, on connections that are kept and used again.
///
/// A kept connection that turns out dead is replaced without a word when nothing can have been done twice:
/// before a byte was sent, or for GET, HEAD and OPTIONS. Errors are one sentence: what could not be reached,
/// and why. One executor: not for use across threads.
class HttpTransport final : public Transport {
public:
    /// @param tls for https servers; null: the system's roots
    HttpTransport(Clock& clock, HttpTransportOptions options, std::shared_ptr<TlsSource> tls = nullptr);
    ~HttpTransport() override;

    asio::awaitable<Result<Response>> round_trip(Request request) override;
    asio::awaitable<Result<StreamingResponse>> open(Request request) override;

    [[nodiscard]] const Url& server() const;
    /// Kept for further requests now.
    [[nodiscard]] std::size_t idle_connection_count() const;

private:
    class Impl;
    class Body;
    std::shared_ptr<Impl> impl_;
};

}  // namespace flotilla::io::http

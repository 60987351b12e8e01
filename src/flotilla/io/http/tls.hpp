#pragma once
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/http/connection.hpp"

/// TLS over any connection, by OpenSSL's engine and memory buffers. Certificates and keys are PEM text.
namespace flotilla::io::http {

struct TlsServerOptions {
    std::string certificate;  ///< the chain, leaf first
    std::string key;
    std::string
        client_ca;  ///< when set, clients are asked for a certificate; those who show none are let in, too
};

struct TlsClientOptions {
    std::string ca;           ///< what to trust; "" = the system's roots
    std::string certificate;  ///< to show to the server; "" = none
    std::string key;
    std::string server_name;  ///< to expect in the certificate instead of the host that was connected to
    bool insecure_skip_verify = false;

    friend bool operator==(const TlsClientOptions&, const TlsClientOptions&) = default;
};

/// Parsed certificates and keys, shared by the connections made with it.
class TlsContext {
public:
    /// InvalidArgument: which of certificate, key and CA cannot be read, and why.
    static Result<std::shared_ptr<TlsContext>> for_server(const TlsServerOptions& options);
    static Result<std::shared_ptr<TlsContext>> for_client(const TlsClientOptions& options);
    virtual ~TlsContext() = default;

protected:
    TlsContext() = default;
};

/// A connection after its handshake, and who is at the other end.
struct TlsConnection {
    ConnectionPtr connection;
    std::optional<std::string> peer_subject = std::nullopt;  ///< of a certificate that was verified, RFC 2253
};

/// The server's side of the handshake. Unavailable: it failed, and why.
asio::awaitable<Result<TlsConnection>> accept_tls(std::shared_ptr<TlsContext> context, ConnectionPtr lower);
/// The client's side. @param host what the certificate must be for, unless the options named a server
/// Unavailable: the handshake failed or the certificate is not accepted, and why.
asio::awaitable<Result<TlsConnection>> connect_tls(
    std::shared_ptr<TlsContext> context, ConnectionPtr lower, std::string host
);

}  // namespace flotilla::io::http

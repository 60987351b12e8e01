#pragma once
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/message.hpp"
#include "flotilla/kube/api/sensitive.hpp"
#include "flotilla/kube/client/auth/cluster_config.hpp"

/// How requests say whose they are.
namespace flotilla::kube {

namespace asio = boost::asio;

/// A certificate to show in the TLS handshake, PEM.
struct ClientCertificate {
    std::string certificate;
    Sensitive key;
    friend bool operator==(const ClientCertificate&, const ClientCertificate&) = default;
};

/// One user's way to log in. One executor.
class Credentials {
public:
    Credentials() = default;
    Credentials(const Credentials&) = delete;
    Credentials& operator=(const Credentials&) = delete;
    virtual ~Credentials() = default;

    /// The Authorization field; nothing when the user logs in by certificate, or not at all.
    virtual asio::awaitable<Result<std::optional<Sensitive>>> authorization() = 0;
    /// A certificate that comes with these credentials instead of from the kubeconfig.
    virtual asio::awaitable<Result<std::optional<ClientCertificate>>> certificate() {
        co_return std::nullopt;
    }
    /// The server answered 401: what was cached is worthless. Whether asking again may give something else.
    virtual bool forget() { return false; }
};

/// What the user entry says: a token file before a token before a password before an exec plugin.
/// InvalidArgument: two ways at once, or one that is not supported.
Result<std::unique_ptr<Credentials>> make_credentials(
    const ClusterConfig& config, const EnvironmentVariables& environment, io::Clock& clock
);

}  // namespace flotilla::kube

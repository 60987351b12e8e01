#pragma once
#include <memory>
#include <string>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/transport.hpp"
#include "flotilla/kube/client/auth/cluster_config.hpp"
#include "flotilla/kube/client/client.hpp"

namespace flotilla::kube {

/// A client together with the transport and the credentials under it.
class ConnectedClient {
public:
    virtual ~ConnectedClient() = default;
    ConnectedClient(const ConnectedClient&) = delete;
    ConnectedClient& operator=(const ConnectedClient&) = delete;

    [[nodiscard]] virtual Client& client() = 0;
    /// With credentials: for requests that are none of the client's verbs.
    [[nodiscard]] virtual io::http::Transport& transport() = 0;

protected:
    ConnectedClient() = default;
};

/// Makes everything that reaches the cluster as the user of `config`; opens no connection yet.
/// @param environment for exec plugins
/// InvalidArgument: the configuration names a file that cannot be read, a bad URL, an unknown way to log in.
Result<std::unique_ptr<ConnectedClient>> connect(
    io::Clock& clock,
    const ClusterConfig& config,
    const EnvironmentVariables& environment,
    ClientOptions options = ClientOptions{}
);

}  // namespace flotilla::kube

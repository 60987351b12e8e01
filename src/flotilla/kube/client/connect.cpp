#include "flotilla/kube/client/connect.hpp"

#include <utility>

#include <fmt/format.h>

#include "flotilla/io/http/client.hpp"
#include "flotilla/kube/client/auth/authenticating_transport.hpp"
#include "flotilla/kube/client/auth/credentials.hpp"
#include "flotilla/kube/client/auth/tls_files.hpp"

namespace flotilla::kube {
namespace {

class Connected final : public ConnectedClient {
public:
    Connected(
        io::Clock& clock,
        const ClusterConfig& config,
        io::http::HttpTransportOptions http,
        std::unique_ptr<Credentials> credentials,
        std::shared_ptr<TlsFiles> tls,
        ClientOptions options
    )
        : credentials_{std::move(credentials)},
          http_{clock, std::move(http), std::move(tls)},
          authenticated_{http_, *credentials_, config.user},
          client_{authenticated_, clock, std::move(options)} {}

    [[nodiscard]] Client& client() override { return client_; }
    [[nodiscard]] io::http::Transport& transport() override { return authenticated_; }

private:
    std::unique_ptr<Credentials> credentials_;
    io::http::HttpTransport http_;
    AuthenticatingTransport authenticated_;
    Client client_;
};

}  // namespace

Result<std::unique_ptr<ConnectedClient>> connect(
    io::Clock& clock,
    const ClusterConfig& config,
    const EnvironmentVariables& environment,
    ClientOptions options
) {
    io::http::HttpTransportOptions http;
    FLOTILLA_TRY(http.server, io::http::parse_url(config.cluster.server));
    if (!config.proxy_url.empty()) {
        auto proxy = io::http::parse_url(config.proxy_url);
        if (!proxy) {
            return with_context(std::move(proxy).error(), fmt::format("{}: proxy", config.source));
        }
        http.proxy = std::move(*proxy);
    }
    FLOTILLA_TRY(std::unique_ptr<Credentials> credentials, make_credentials(config, environment, clock));
    auto tls = std::make_shared<TlsFiles>(config, *credentials, clock);
    if (http.server.scheme == "https") {
        FLOTILLA_CHECK(tls->check());
    }
    return std::make_unique<Connected>(
        clock, config, std::move(http), std::move(credentials), std::move(tls), std::move(options)
    );
}

}  // namespace flotilla::kube

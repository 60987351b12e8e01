#pragma once
#include <memory>
#include <optional>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/client.hpp"
#include "flotilla/kube/client/auth/credentials.hpp"

namespace flotilla::kube {

/// The TLS material of a kubeconfig: files are read again each minute, so that renewed certificates are taken
/// up; a certificate of the credentials wins over one of the kubeconfig.
class TlsFiles final : public io::http::TlsSource {
public:
    TlsFiles(ClusterConfig config, Credentials& credentials, io::Clock& clock)
        : config_{std::move(config)}, credentials_{credentials}, clock_{clock} {}

    asio::awaitable<Result<std::shared_ptr<const io::http::TlsClientOptions>>> current() override;
    /// Reads everything now: to find mistakes at the start.
    Result<void> check();

private:
    Result<io::http::TlsClientOptions> read() const;

    ClusterConfig config_;
    Credentials& credentials_;
    io::Clock& clock_;
    std::optional<io::http::TlsClientOptions> files_;
    std::shared_ptr<const io::http::TlsClientOptions> current_;
    TimePoint stale_at_{};
};

}  // namespace flotilla::kube

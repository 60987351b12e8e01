#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/base/time.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/kube/client/auth/credentials.hpp"

namespace flotilla::kube {

/// What an exec plugin printed.
struct ExecCredential {
    std::optional<Sensitive> token = std::nullopt;
    std::optional<ClientCertificate> certificate = std::nullopt;
    std::optional<WallTime> expires = std::nullopt;
};

/// Reads the ExecCredential on a plugin's standard output. InvalidArgument: what is wrong with it.
Result<ExecCredential> parse_exec_credential(std::string_view output, const std::string& api_version);
/// KUBERNETES_EXEC_INFO: what the plugin gets to know. @param ca PEM; only sent with `provideClusterInfo`
std::string exec_info(const ExecConfig& config, const ClusterEntry& cluster, const std::string& ca);

/// A program that prints credentials. Run when there are none, when they have expired, and after a 401;
/// however many requests wait for it, it runs once.
class ExecPlugin final : public Credentials {
public:
    ExecPlugin(ClusterConfig config, EnvironmentVariables environment, io::Clock& clock);

    asio::awaitable<Result<std::optional<Sensitive>>> authorization() override;
    asio::awaitable<Result<std::optional<ClientCertificate>>> certificate() override;
    bool forget() override;

private:
    class Running;

    asio::awaitable<Result<void>> refresh();
    asio::awaitable<Result<ExecCredential>> run();
    [[nodiscard]] bool is_fresh() const;

    ClusterConfig config_;
    EnvironmentVariables environment_;
    io::Clock& clock_;
    std::optional<ExecCredential> credential_;
    std::unique_ptr<io::Signal> finished_;  ///< there while the program runs
};

}  // namespace flotilla::kube

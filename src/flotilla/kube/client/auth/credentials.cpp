#include "flotilla/kube/client/auth/credentials.hpp"

#include <utility>

#include <fmt/format.h>

#include "flotilla/base/base64.hpp"
#include "flotilla/kube/client/auth/exec_plugin.hpp"
#include "flotilla/kube/client/auth/token_file.hpp"

namespace flotilla::kube {
namespace {

/// An Authorization field that never changes, or none.
class FixedAuthorization final : public Credentials {
public:
    explicit FixedAuthorization(std::optional<Sensitive> authorization)
        : authorization_{std::move(authorization)} {}
    asio::awaitable<Result<std::optional<Sensitive>>> authorization() override { co_return authorization_; }

private:
    std::optional<Sensitive> authorization_;
};

std::unique_ptr<Credentials> bearer(const std::string& token) {
    return std::make_unique<FixedAuthorization>(Sensitive{"Bearer " + token});
}

Result<std::unique_ptr<Credentials>> legacy_provider(const ClusterConfig& config) {
    const UserEntry& user = config.user;
    const auto token = user.auth_provider_config.find("id-token");
    if (user.auth_provider != "oidc" || token == user.auth_provider_config.end()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "{}: the auth-provider \"{}\" is not supported; use an exec plugin, as kubectl does since "
                "1.26",
                config.source,
                user.auth_provider
            )
        );
    }
    return bearer(token->second);
}

}  // namespace

Result<std::unique_ptr<Credentials>> make_credentials(
    const ClusterConfig& config, const EnvironmentVariables& environment, io::Clock& clock
) {
    const UserEntry& user = config.user;
    const bool has_token = !user.token.reveal().empty() || !user.token_file.empty();
    if (has_token && !user.username.empty()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{}: the user has a token and a user name; remove one of them", config.source)
        );
    }
    if (!user.token_file.empty()) {
        return std::make_unique<TokenFile>(user.token_file, clock);
    }
    if (!user.token.reveal().empty()) {
        return bearer(user.token.reveal());
    }
    if (!user.username.empty()) {
        const std::string login = user.username + ":" + user.password.reveal();
        return std::make_unique<FixedAuthorization>(Sensitive{"Basic " + base64_encode(login)});
    }
    if (user.exec) {
        return std::make_unique<ExecPlugin>(config, environment, clock);
    }
    if (!user.auth_provider.empty()) {
        return legacy_provider(config);
    }
    return std::make_unique<FixedAuthorization>(std::nullopt);
}

}  // namespace flotilla::kube

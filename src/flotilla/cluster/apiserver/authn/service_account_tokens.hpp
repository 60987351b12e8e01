#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/cluster/apiserver/authn/signing_key.hpp"
#include "flotilla/cluster/apiserver/authn/user.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster {

/// What a service account token says about itself.
struct TokenClaims {
    std::string namespace_;
    std::string account;
    std::string account_uid;
    std::string pod{};  ///< the token dies with this pod; empty for none
    std::string pod_uid{};
    std::string secret{};  ///< the token dies with this Secret; empty for none
    std::string secret_uid{};
    std::vector<std::string> audiences{};
    std::string id{};
    WallTime issued{};
    std::optional<WallTime> expires{};  ///< absent only in tokens of Secrets
};

/// Signs and reads the tokens of service accounts (JWT, ES256).
class ServiceAccountTokens {
public:
    ServiceAccountTokens(SigningKey key, std::string issuer);

    [[nodiscard]] std::string issue(const TokenClaims& claims) const;
    /// Whether the text looks like one of ours: another issuer's token is nobody's affair here.
    /// Fails with Unauthorized when the signature is not ours or its time is over.
    Result<TokenClaims> read(std::string_view token, WallTime now);

    /// The user that the claims stand for.
    static User user_of(const TokenClaims& claims);

    [[nodiscard]] const std::string& issuer() const { return issuer_; }
    /// The JWKS document and the OpenID configuration, for those who verify tokens themselves.
    [[nodiscard]] std::string key_set() const;
    [[nodiscard]] std::string configuration() const;

private:
    Result<TokenClaims> verify(std::string_view token) const;

    SigningKey key_;
    std::string issuer_;
    std::map<std::string, TokenClaims, std::less<>> verified_;  // signatures cost 0.1 ms: remember good ones
};

}  // namespace flotilla::cluster

#pragma once
#include <optional>
#include <string_view>

#include "flotilla/cluster/apiserver/authn/user.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/io/http/message.hpp"

namespace flotilla::cluster {

/// Finds out who asks: client certificate, static token, service account token, or nobody.
class Authenticator {
public:
    explicit Authenticator(Core& core) : core_{core} {}

    /// 401 for credentials that are wrong, and for none where anonymous requests are off.
    Outcome<User> authenticate(const io::http::Request& request);
    /// The user of a bearer token; absent when it is nobody's.
    std::optional<User> user_of_token(std::string_view token, const std::vector<std::string>& audiences = {});

private:
    [[nodiscard]] bool is_alive(const TokenClaims& claims) const;

    Core& core_;
};

}  // namespace flotilla::cluster

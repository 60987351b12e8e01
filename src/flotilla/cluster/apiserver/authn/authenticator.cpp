#include "flotilla/cluster/apiserver/authn/authenticator.hpp"

#include <algorithm>

#include "flotilla/cluster/apiserver/authn/distinguished_name.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kBearer = "Bearer ";

/// Takes as long for a wrong token as for a right one.
bool equal_secrets(std::string_view a, std::string_view b) {
    unsigned difference = a.size() == b.size() ? 0U : 1U;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        difference |=
            static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
    }
    return difference == 0;
}

/// Not what a web page sends, neither by itself (it carries its origin) nor by a name that was made to lead
/// here.
bool is_from_this_machine(const io::http::Request& request) {
    const std::string_view host = request.headers.find("Host").value_or("");
    const std::string_view name = host.substr(0, host.rfind(':'));
    return !request.headers.find("Origin") && (name == "127.0.0.1" || name == "localhost" || name == "[::1]");
}

User authenticated(User user) {
    if (!user.is_in(kAuthenticated)) {
        user.groups.emplace_back(kAuthenticated);
    }
    return user;
}

}  // namespace

bool Authenticator::is_alive(const TokenClaims& claims) const {
    const auto lives = [&](std::string_view plural, const std::string& name, const std::string& uid) {
        const ObjectPtr object = core_.store.collection(plural).find(claims.namespace_, name);
        return object && object->uid() == uid;
    };
    return lives("serviceaccounts", claims.account, claims.account_uid) &&
           (claims.pod.empty() || lives("pods", claims.pod, claims.pod_uid)) &&
           (claims.secret.empty() || lives("secrets", claims.secret, claims.secret_uid));
}

std::optional<User> Authenticator::user_of_token(
    std::string_view token, const std::vector<std::string>& audiences
) {
    for (const StaticToken& known : core_.options.tokens) {
        if (equal_secrets(known.token, token)) {
            User user{known.user};
            user.groups = known.groups;
            return authenticated(std::move(user));
        }
    }
    const auto claims = core_.tokens.read(token, core_.clock.wall_now());
    if (!claims || !is_alive(*claims)) {
        return std::nullopt;
    }
    const std::vector<std::string> wanted =
        audiences.empty() ? std::vector{core_.tokens.issuer()} : audiences;
    const bool is_for_us =
        claims->audiences.empty() || std::ranges::any_of(wanted, [&](const std::string& audience) {
            return std::ranges::find(claims->audiences, audience) != claims->audiences.end();
        });
    if (!is_for_us) {
        return std::nullopt;
    }
    return authenticated(ServiceAccountTokens::user_of(*claims));
}

Outcome<User> Authenticator::authenticate(const io::http::Request& request) {
    if (const auto header = request.headers.find("Authorization")) {
        if (header->starts_with(kBearer)) {
            auto user = user_of_token(header->substr(kBearer.size()));
            return user ? Outcome<User>{std::move(*user)} : reject(kube::statuses::unauthorized());
        }
        return reject(kube::statuses::unauthorized());
    }
    if (request.peer.certificate_subject) {
        User user = user_of_subject(*request.peer.certificate_subject);
        return user.name.empty() ? reject(kube::statuses::unauthorized())
                                 : Outcome<User>{authenticated(std::move(user))};
    }
    if (core_.options.insecure && is_from_this_machine(request)) {
        User user{std::string{kUnsecured}};
        user.groups.emplace_back(kMasters);
        return authenticated(std::move(user));
    }
    if (!core_.options.anonymous) {
        return reject(kube::statuses::unauthorized());
    }
    User user{std::string{kAnonymous}};
    user.groups.emplace_back(kUnauthenticated);
    return user;
}

}  // namespace flotilla::cluster

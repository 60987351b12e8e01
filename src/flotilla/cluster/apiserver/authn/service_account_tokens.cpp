#include "flotilla/cluster/apiserver/authn/service_account_tokens.hpp"

#include "flotilla/base/base64.hpp"
#include "flotilla/kube/api/json_texts.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::size_t kRemembered = 4096;
constexpr std::string_view kPrivate = "kubernetes.io";

std::int64_t seconds_of(WallTime when) {
    return std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
}

kube::JsonObject reference(const std::string& name, const std::string& uid) {
    kube::JsonObject json;
    json["name"] = name;
    json["uid"] = uid;
    return json;
}

kube::Json payload_of(const TokenClaims& claims, const std::string& issuer) {
    kube::Json json(kube::JsonObject{});
    kube::JsonObject& out = json.as_object();
    out["iss"] = issuer;
    out["sub"] = fmt::format("system:serviceaccount:{}:{}", claims.namespace_, claims.account);
    out["aud"] = kube::JsonArray(claims.audiences.begin(), claims.audiences.end());
    out["iat"] = seconds_of(claims.issued);
    out["nbf"] = seconds_of(claims.issued);
    if (claims.expires) {
        out["exp"] = seconds_of(*claims.expires);
    }
    out["jti"] = claims.id;
    kube::place(json, {kPrivate, "namespace"}) = claims.namespace_;
    kube::place(json, {kPrivate, "serviceaccount"}) = reference(claims.account, claims.account_uid);
    if (!claims.pod.empty()) {
        kube::place(json, {kPrivate, "pod"}) = reference(claims.pod, claims.pod_uid);
    }
    if (!claims.secret.empty()) {
        kube::place(json, {kPrivate, "secret"}) = reference(claims.secret, claims.secret_uid);
    }
    return json;
}

TokenClaims claims_of(const kube::Json& json) {
    TokenClaims claims;
    claims.namespace_ = kube::text_at(json, {kPrivate, "namespace"});
    claims.account = kube::text_at(json, {kPrivate, "serviceaccount", "name"});
    claims.account_uid = kube::text_at(json, {kPrivate, "serviceaccount", "uid"});
    claims.pod = kube::text_at(json, {kPrivate, "pod", "name"});
    claims.pod_uid = kube::text_at(json, {kPrivate, "pod", "uid"});
    claims.secret = kube::text_at(json, {kPrivate, "secret", "name"});
    claims.secret_uid = kube::text_at(json, {kPrivate, "secret", "uid"});
    claims.id = kube::text_at(json, {"jti"});
    if (const kube::JsonArray* audiences = kube::find_array(json, {"aud"})) {
        for (const kube::Json& audience : *audiences) {
            claims.audiences.emplace_back(audience.is_string() ? kube::text_of(audience.get_string()) : "");
        }
    }
    claims.issued = WallTime{std::chrono::seconds{kube::find_int(json, {"iat"}).value_or(0)}};
    if (const auto expires = kube::find_int(json, {"exp"})) {
        claims.expires = WallTime{std::chrono::seconds{*expires}};
    }
    return claims;
}

}  // namespace

ServiceAccountTokens::ServiceAccountTokens(SigningKey key, std::string issuer)
    : key_{std::move(key)}, issuer_{std::move(issuer)} {}

std::string ServiceAccountTokens::issue(const TokenClaims& claims) const {
    const std::string header = fmt::format(R"({{"alg":"ES256","kid":"{}"}})", key_.id());
    const std::string signed_part =
        base64url_encode(header) + "." + base64url_encode(kube::to_json(payload_of(claims, issuer_)));
    return signed_part + "." + base64url_encode(key_.sign(signed_part));
}

Result<TokenClaims> ServiceAccountTokens::verify(std::string_view token) const {
    const auto broken = [] { return fail(ErrorCode::Unauthorized, "invalid bearer token"); };
    const std::size_t first = token.find('.');
    const std::size_t last = token.rfind('.');
    if (first == std::string_view::npos || first == last) {
        return broken();
    }
    const auto signature = base64url_decode(token.substr(last + 1));
    const auto payload = base64url_decode(token.substr(first + 1, last - first - 1));
    if (!signature || !payload || !key_.verify(token.substr(0, last), *signature)) {
        return broken();
    }
    const auto json = kube::parse_json(*payload);
    if (!json || kube::find_string(*json, {"iss"}) != std::string_view{issuer_}) {
        return broken();
    }
    return claims_of(*json);
}

Result<TokenClaims> ServiceAccountTokens::read(std::string_view token, WallTime now) {
    auto known = verified_.find(token);
    if (known == verified_.end()) {
        FLOTILLA_TRY(TokenClaims claims, verify(token));
        if (verified_.size() >= kRemembered) {
            verified_.clear();
        }
        known = verified_.emplace(std::string{token}, std::move(claims)).first;
    }
    if (known->second.expires && *known->second.expires <= now) {
        return fail(ErrorCode::Unauthorized, "service account token has expired");
    }
    return known->second;
}

User ServiceAccountTokens::user_of(const TokenClaims& claims) {
    User user{
        fmt::format("system:serviceaccount:{}:{}", claims.namespace_, claims.account), claims.account_uid
    };
    user.groups = {"system:serviceaccounts", fmt::format("system:serviceaccounts:{}", claims.namespace_)};
    if (!claims.id.empty()) {
        user.extra["authentication.kubernetes.io/credential-id"] = {"JTI=" + claims.id};
    }
    if (!claims.pod.empty()) {
        user.extra["authentication.kubernetes.io/pod-name"] = {claims.pod};
        user.extra["authentication.kubernetes.io/pod-uid"] = {claims.pod_uid};
    }
    return user;
}

std::string ServiceAccountTokens::key_set() const {
    const auto [x, y] = key_.public_point();
    return fmt::format(
        R"({{"keys":[{{"use":"sig","kty":"EC","kid":"{}","crv":"P-256","alg":"ES256","x":"{}","y":"{}"}}]}})",
        key_.id(),
        base64url_encode(x),
        base64url_encode(y)
    );
}

std::string ServiceAccountTokens::configuration() const {
    return fmt::format(
        R"({{"issuer":"{0}","jwks_uri":"{0}/openid/v1/jwks","response_types_supported":["id_token"],)"
        R"("subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"]}})",
        issuer_
    );
}

}  // namespace flotilla::cluster

#include "flotilla/cluster/serving/access.hpp"

#include <utility>

#include "flotilla/base/base64.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/yaml.hpp"

namespace flotilla::cluster {
namespace {

constexpr auto kValidity = std::chrono::days{3653};

io::http::CertificateRequest certificate_for(std::string common_name, WallTime now) {
    io::http::CertificateRequest request;
    request.common_name = std::move(common_name);
    request.not_before = now - std::chrono::days{1};  // clocks of clients may be behind
    request.not_after = now + kValidity;
    return request;
}

std::string hex(const std::string& bytes) {
    std::string text;
    for (const char byte : bytes) {
        text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
    return text;
}

kube::JsonObject named(std::string_view what, kube::JsonObject value) {
    kube::JsonObject entry;
    entry["name"] = "flotilla";
    entry[boost::json::string_view{what.data(), what.size()}] = std::move(value);
    return entry;
}

}  // namespace

Result<Access> make_access(WallTime now, const std::string& entropy) {
    Access access;
    FLOTILLA_TRY(access.authority, io::http::make_certificate_authority(certificate_for("flotilla-ca", now)));

    auto server = certificate_for("flotilla", now);
    server.hosts = {
        "127.0.0.1", "::1", "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"
    };
    FLOTILLA_TRY(access.server, io::http::issue_certificate(server, access.authority));

    auto admin = certificate_for("kubernetes-admin", now);
    admin.organizations = {"system:masters"};
    FLOTILLA_TRY(access.admin, io::http::issue_certificate(admin, access.authority));

    access.admin_token = hex(entropy);
    return access;
}

std::string kubeconfig_for(const Access& access, const std::string& url) {
    const bool is_tls = url.starts_with("https://");
    kube::JsonObject cluster;
    cluster["server"] = url;
    kube::JsonObject user;
    user["token"] = access.admin_token;
    if (is_tls) {
        cluster["certificate-authority-data"] = base64_encode(access.authority.certificate);
        user["client-certificate-data"] = base64_encode(access.admin.certificate);
        user["client-key-data"] = base64_encode(access.admin.key);
    }
    kube::JsonObject context;
    context["cluster"] = "flotilla";
    context["user"] = "flotilla";

    kube::JsonObject config;
    config["apiVersion"] = "v1";
    config["kind"] = "Config";
    config["clusters"] = kube::JsonArray{named("cluster", std::move(cluster))};
    config["users"] = kube::JsonArray{named("user", std::move(user))};
    config["contexts"] = kube::JsonArray{named("context", std::move(context))};
    config["current-context"] = "flotilla";
    return kube::to_yaml(config);
}

}  // namespace flotilla::cluster

#include "flotilla/kube/client/auth/exec_plugin.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "flotilla/base/base64.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/io/process.hpp"
#include "flotilla/io/within.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube {
namespace {

constexpr auto kTimeLimit = std::chrono::seconds{60};
constexpr auto kLeeway = std::chrono::seconds{10};  // credentials that expire on their way are of no use
constexpr std::size_t kShownOutput = 1000;

std::string last_words(std::string_view text) {
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    text = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    if (text.size() > kShownOutput) {
        text.remove_prefix(text.size() - kShownOutput);
    }
    return std::string{text};
}

tl::unexpected<Error> no_credential(std::string_view why) {
    return fail(ErrorCode::InvalidArgument, fmt::format("it prints no ExecCredential: {}", why));
}

std::string hint_of(const ExecConfig& exec) {
    return exec.install_hint.empty() ? "" : "; " + last_words(exec.install_hint);
}

}  // namespace

Result<ExecCredential> parse_exec_credential(std::string_view output, const std::string& api_version) {
    const auto json = parse_json(output);
    if (!json) {
        return no_credential(json.error().message);
    }
    if (find_string(*json, {"kind"}) != "ExecCredential") {
        return no_credential("kind is not ExecCredential");
    }
    if (const auto version = find_string(*json, {"apiVersion"}); version != api_version) {
        return no_credential(
            fmt::format("apiVersion is {}, the kubeconfig wants {}", version.value_or("missing"), api_version)
        );
    }
    ExecCredential credential;
    if (const auto token = find_string(*json, {"status", "token"})) {
        credential.token = Sensitive{std::string{*token}};
    }
    const auto certificate = find_string(*json, {"status", "clientCertificateData"});
    const auto key = find_string(*json, {"status", "clientKeyData"});
    if (certificate.has_value() != key.has_value()) {
        return no_credential("clientCertificateData and clientKeyData go together");
    }
    if (certificate) {
        credential.certificate = ClientCertificate{std::string{*certificate}, Sensitive{std::string{*key}}};
    }
    if (!credential.token && !credential.certificate) {
        return no_credential("its status has neither a token nor a certificate");
    }
    if (const auto expires = find_string(*json, {"status", "expirationTimestamp"})) {
        auto when = parse_time(*expires);
        if (!when) {
            return no_credential("expirationTimestamp: " + when.error().message);
        }
        credential.expires = *when;
    }
    return credential;
}

std::string exec_info(const ExecConfig& config, const ClusterEntry& cluster, const std::string& ca) {
    JsonObject spec{{"interactive", false}};
    if (config.provide_cluster_info) {
        JsonObject info{{"server", cluster.server}};
        if (!cluster.tls_server_name.empty()) {
            info["tls-server-name"] = cluster.tls_server_name;
        }
        if (cluster.insecure_skip_tls_verify) {
            info["insecure-skip-tls-verify"] = true;
        }
        if (!ca.empty()) {
            info["certificate-authority-data"] = base64_encode(ca);
        }
        if (!cluster.proxy_url.empty()) {
            info["proxy-url"] = cluster.proxy_url;
        }
        spec["cluster"] = std::move(info);
    }
    JsonObject root{{"apiVersion", config.api_version}, {"kind", "ExecCredential"}};
    root["spec"] = std::move(spec);
    return to_json(Json(std::move(root)));
}

ExecPlugin::ExecPlugin(ClusterConfig config, EnvironmentVariables environment, io::Clock& clock)
    : config_{std::move(config)}, environment_{std::move(environment)}, clock_{clock} {}

asio::awaitable<Result<std::optional<Sensitive>>> ExecPlugin::authorization() {
    FLOTILLA_CO_CHECK(co_await refresh());
    if (!credential_->token) {
        co_return std::nullopt;
    }
    co_return Sensitive{"Bearer " + credential_->token->reveal()};
}

asio::awaitable<Result<std::optional<ClientCertificate>>> ExecPlugin::certificate() {
    FLOTILLA_CO_CHECK(co_await refresh());
    co_return credential_->certificate;
}

bool ExecPlugin::forget() {
    const bool had_some = credential_.has_value();
    credential_.reset();
    return had_some;
}

/// The program's run, which ends when its task is cancelled, too.
class ExecPlugin::Running {
public:
    Running(ExecPlugin& plugin, const asio::any_io_executor& executor) : plugin_{plugin} {
        plugin_.finished_ = std::make_unique<io::Signal>(executor);
    }
    ~Running() {
        const auto finished = std::move(plugin_.finished_);
        finished->notify_all();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    ExecPlugin& plugin_;
};

bool ExecPlugin::is_fresh() const {
    return credential_ && (!credential_->expires || *credential_->expires > clock_.wall_now() + kLeeway);
}

asio::awaitable<Result<void>> ExecPlugin::refresh() {
    while (finished_) {
        co_await finished_->wait();
    }
    if (is_fresh()) {
        co_return Result<void>{};
    }
    const auto executor = co_await asio::this_coro::executor;
    const Running running{*this, executor};
    auto credential = co_await run();
    if (!credential) {
        co_return tl::unexpected<Error>{std::move(credential).error()};
    }
    credential_ = std::move(*credential);
    co_return Result<void>{};
}

asio::awaitable<Result<ExecCredential>> ExecPlugin::run() {
    const ExecConfig& exec = *config_.user.exec;
    std::string ca = config_.cluster.certificate_authority_data;
    if (ca.empty() && !config_.cluster.certificate_authority.empty() && exec.provide_cluster_info) {
        FLOTILLA_CO_TRY(ca, io::read_file(config_.cluster.certificate_authority));
    }
    io::ProcessRequest request;
    request.command = exec.args;
    request.command.insert(request.command.begin(), exec.command);
    request.environment = environment_.variables();
    for (const auto& [name, value] : exec.env) {
        request.environment.insert_or_assign(name, value);
    }
    request.environment.insert_or_assign("KUBERNETES_EXEC_INFO", exec_info(exec, config_.cluster, ca));
    const std::string what = fmt::format("{}: the exec plugin {}", config_.source, exec.command);
    auto output = co_await io::within(clock_, kTimeLimit, io::run_process(std::move(request)));
    if (!output) {
        co_return fail(
            ErrorCode::Unauthorized,
            fmt::format("{} does not end within {}", what, format_duration(kTimeLimit))
        );
    }
    if (!*output) {
        co_return fail(
            ErrorCode::Unauthorized, fmt::format("{}: {}{}", what, output->error().message, hint_of(exec))
        );
    }
    if ((*output)->exit_code != 0) {
        co_return fail(
            ErrorCode::Unauthorized,
            fmt::format(
                "{} fails with exit code {}: {}{}",
                what,
                (*output)->exit_code,
                last_words((*output)->err),
                hint_of(exec)
            )
        );
    }
    auto credential = parse_exec_credential((*output)->out, exec.api_version);
    if (!credential) {
        co_return fail(ErrorCode::Unauthorized, fmt::format("{}: {}", what, credential.error().message));
    }
    co_return credential;
}

}  // namespace flotilla::kube

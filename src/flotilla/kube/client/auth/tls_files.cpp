#include "flotilla/kube/client/auth/tls_files.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "flotilla/io/file.hpp"

namespace flotilla::kube {
namespace {

constexpr auto kTrusted = std::chrono::minutes{1};

/// The data, or else the file; nothing when there is neither.
Result<std::string> data_or_file(const std::string& data, const std::string& file, std::string_view what) {
    if (!data.empty() || file.empty()) {
        return data;
    }
    auto text = io::read_file(file);
    if (!text) {
        return with_context(std::move(text).error(), what);
    }
    return text;
}

}  // namespace

asio::awaitable<Result<std::shared_ptr<const io::http::TlsClientOptions>>> TlsFiles::current() {
    if (!files_ || clock_.now() >= stale_at_) {
        auto checked = check();
        if (!checked && !files_) {  // what was good before may still be while the files are being replaced
            co_return tl::unexpected<Error>{std::move(checked).error()};
        }
    }
    io::http::TlsClientOptions options = *files_;
    FLOTILLA_CO_TRY(const auto certificate, co_await credentials_.certificate());
    if (certificate) {
        options.certificate = certificate->certificate;
        options.key = certificate->key.reveal();
    }
    if (!current_ || *current_ != options) {
        current_ = std::make_shared<const io::http::TlsClientOptions>(std::move(options));
    }
    co_return current_;
}

Result<void> TlsFiles::check() {
    FLOTILLA_TRY(io::http::TlsClientOptions options, read());
    auto context = io::http::TlsContext::for_client(options);
    if (!context) {
        return with_context(std::move(context).error(), config_.source);
    }
    files_ = std::move(options);
    stale_at_ = clock_.now() + kTrusted;
    return {};
}

Result<io::http::TlsClientOptions> TlsFiles::read() const {
    const ClusterEntry& cluster = config_.cluster;
    const UserEntry& user = config_.user;
    io::http::TlsClientOptions options;
    options.server_name = cluster.tls_server_name;
    options.insecure_skip_verify = cluster.insecure_skip_tls_verify;
    FLOTILLA_TRY(
        options.ca,
        data_or_file(
            cluster.certificate_authority_data, cluster.certificate_authority, "certificate-authority"
        )
    );
    FLOTILLA_TRY(
        options.certificate,
        data_or_file(user.client_certificate_data, user.client_certificate, "client-certificate")
    );
    FLOTILLA_TRY(options.key, data_or_file(user.client_key_data.reveal(), user.client_key, "client-key"));
    if (options.certificate.empty() != options.key.empty()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{}: client-certificate and client-key go together; one is missing", config_.source)
        );
    }
    return options;
}

}  // namespace flotilla::kube

#include "flotilla/io/http/tls.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "flotilla/io/http/detail/openssl.hpp"
#include "flotilla/io/signal.hpp"

namespace flotilla::io::http {
namespace {

using detail::OpenSslContext;
using detail::SslPtr;
using detail::take_openssl_error;

constexpr std::size_t kReadSize = 17 << 10;    // one record
constexpr std::size_t kWriteSlice = 64 << 10;  // encrypted at once, before it is handed down

/// OpenSSL between two memory buffers: it never touches a socket, so that cancelling a wait never loses a
/// record.
class TlsStream final : public Connection {
public:
    TlsStream(std::shared_ptr<TlsContext> context, ConnectionPtr lower, const asio::any_io_executor& executor)
        : context_{std::move(context)},
          lower_{std::move(lower)},
          ssl_{SSL_new(static_cast<OpenSslContext&>(*context_).native())},
          flushed_{executor} {
        BIO* in = BIO_new(BIO_s_mem());
        BIO* out = BIO_new(BIO_s_mem());
        BIO_set_mem_eof_return(in, -1);
        SSL_set_bio(ssl_.get(), in, out);
    }
    ~TlsStream() override { close(); }

    asio::awaitable<Result<void>> handshake() {
        while (true) {
            ERR_clear_error();
            const int result = SSL_do_handshake(ssl_.get());
            FLOTILLA_CO_CHECK(co_await flush());  // of a failure, too: the other side shall learn why
            if (result == 1) {
                co_return Result<void>{};
            }
            if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ) {
                co_return fail(ErrorCode::Unavailable, failure());
            }
            FLOTILLA_CO_TRY(const std::size_t count, co_await fill());
            if (count == 0) {
                co_return fail(ErrorCode::Unavailable, "the other side hung up");
            }
        }
    }

    asio::awaitable<Result<std::size_t>> read_some(char* data, std::size_t size) override {
        while (true) {
            ERR_clear_error();
            const int count =
                SSL_read(ssl_.get(), data, static_cast<int>(std::min<std::size_t>(size, 1U << 30U)));
            if (BIO_pending(SSL_get_wbio(ssl_.get())) > 0 && !is_flushing_) {
                FLOTILLA_CO_CHECK(co_await flush());
            }
            if (count > 0) {
                co_return static_cast<std::size_t>(count);
            }
            const int error = SSL_get_error(ssl_.get(), count);
            if (error == SSL_ERROR_ZERO_RETURN) {
                co_return std::size_t{0};
            }
            if (error != SSL_ERROR_WANT_READ) {
                co_return fail(ErrorCode::Unavailable, take_openssl_error("TLS failed"));
            }
            FLOTILLA_CO_TRY(const std::size_t filled, co_await fill());
            if (filled == 0) {
                co_return std::size_t{0};
            }
        }
    }

    asio::awaitable<Result<void>> write(std::string_view first, std::string_view second) override {
        for (std::string_view piece : {first, second}) {
            while (!piece.empty()) {
                ERR_clear_error();
                const std::size_t slice = std::min(piece.size(), kWriteSlice);
                const int count = SSL_write(ssl_.get(), piece.data(), static_cast<int>(slice));
                if (count <= 0) {
                    co_return fail(ErrorCode::Unavailable, take_openssl_error("TLS is closed"));
                }
                piece.remove_prefix(static_cast<std::size_t>(count));
                if (BIO_pending(SSL_get_wbio(ssl_.get())) >= static_cast<int>(kWriteSlice)) {
                    FLOTILLA_CO_CHECK(co_await flush());
                }
            }
        }
        co_return co_await flush();
    }

    void close() override { lower_->close(); }
    [[nodiscard]] bool is_quiet() const override {
        return SSL_pending(ssl_.get()) == 0 && BIO_pending(SSL_get_rbio(ssl_.get())) == 0 &&
               lower_->is_quiet();
    }
    [[nodiscard]] bool is_peer_gone() const override { return lower_->is_peer_gone(); }

    [[nodiscard]] SSL* native() const { return ssl_.get(); }

private:
    /// Reads from below; 0 at the end.
    asio::awaitable<Result<std::size_t>> fill() {
        incoming_.resize(kReadSize);
        FLOTILLA_CO_TRY(
            const std::size_t count, co_await lower_->read_some(incoming_.data(), incoming_.size())
        );
        if (count > 0) {
            BIO_write(SSL_get_rbio(ssl_.get()), incoming_.data(), static_cast<int>(count));
        }
        co_return count;
    }

    /// Hands down all that OpenSSL has to say. Two that flush at once take turns: records must not mix.
    asio::awaitable<Result<void>> flush() {
        while (is_flushing_) {
            co_await flushed_.wait();
        }
        is_flushing_ = true;
        Result<void> result;
        try {
            result = co_await flush_alone();
        } catch (...) {  // cancelled: the turn must be given back all the same
            end_flush();
            throw;
        }
        end_flush();
        co_return result;
    }
    asio::awaitable<Result<void>> flush_alone() {
        BIO* out = SSL_get_wbio(ssl_.get());
        while (BIO_pending(out) > 0) {
            outgoing_.resize(BIO_ctrl_pending(out));
            BIO_read(out, outgoing_.data(), static_cast<int>(outgoing_.size()));
            FLOTILLA_CO_CHECK(co_await lower_->write(outgoing_));
        }
        co_return Result<void>{};
    }
    void end_flush() {
        is_flushing_ = false;
        if (outgoing_.capacity() > kWriteSlice / 2) {
            outgoing_ = {};
        }
        flushed_.notify_all();
    }

    std::string failure() {
        const long verify = SSL_get_verify_result(ssl_.get());
        if (verify != X509_V_OK && SSL_is_server(ssl_.get()) == 0) {
            ERR_clear_error();
            return fmt::format("its certificate is not accepted: {}", X509_verify_cert_error_string(verify));
        }
        std::string reason = take_openssl_error("broken off");
        if (reason == "wrong version number") {
            reason += " (does it speak plain HTTP?)";
        }
        return fmt::format("TLS handshake failed: {}", reason);
    }

    std::shared_ptr<TlsContext> context_;
    ConnectionPtr lower_;
    SslPtr ssl_;
    Signal flushed_;
    std::vector<char> incoming_;
    std::string outgoing_;
    bool is_flushing_ = false;
};

std::optional<std::string> subject_of(const SSL* ssl) {
    const detail::X509Ptr certificate{SSL_get1_peer_certificate(ssl)};
    if (!certificate || !detail::was_peer_verified(ssl)) {
        return std::nullopt;
    }
    const detail::BioPtr text{BIO_new(BIO_s_mem())};
    constexpr unsigned long kFlags = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
    X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0, kFlags);
    std::string subject(BIO_ctrl_pending(text.get()), '\0');
    BIO_read(text.get(), subject.data(), static_cast<int>(subject.size()));
    return subject;
}

void expect_name(SSL* ssl, const std::string& name) {
    boost::system::error_code no_address;
    asio::ip::make_address(name, no_address);
    if (no_address) {
        SSL_set_tlsext_host_name(ssl, name.c_str());
        SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        SSL_set1_host(ssl, name.c_str());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str());
    }
}

asio::awaitable<Result<TlsConnection>> shake_hands(std::unique_ptr<TlsStream> stream) {
    FLOTILLA_CO_CHECK(co_await stream->handshake());
    TlsConnection connection;
    connection.peer_subject = subject_of(stream->native());
    connection.connection = std::move(stream);
    co_return connection;
}

}  // namespace

asio::awaitable<Result<TlsConnection>> accept_tls(std::shared_ptr<TlsContext> context, ConnectionPtr lower) {
    const auto executor = co_await asio::this_coro::executor;
    auto stream = std::make_unique<TlsStream>(std::move(context), std::move(lower), executor);
    SSL_set_accept_state(stream->native());
    co_return co_await shake_hands(std::move(stream));
}

asio::awaitable<Result<TlsConnection>> connect_tls(
    std::shared_ptr<TlsContext> context, ConnectionPtr lower, std::string host
) {
    const auto executor = co_await asio::this_coro::executor;
    const TlsClientOptions& options = static_cast<OpenSslContext&>(*context).client();
    const std::string name = options.server_name.empty() ? host : options.server_name;
    auto stream = std::make_unique<TlsStream>(context, std::move(lower), executor);
    SSL_set_connect_state(stream->native());
    expect_name(stream->native(), name);
    co_return co_await shake_hands(std::move(stream));
}

}  // namespace flotilla::io::http

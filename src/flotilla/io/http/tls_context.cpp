#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "flotilla/io/http/detail/openssl.hpp"
#include "flotilla/io/http/tls.hpp"

namespace flotilla::io::http {
namespace detail {

std::string take_openssl_error(const char* otherwise) {
    const unsigned long code = ERR_peek_last_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    std::string text = reason != nullptr ? reason : otherwise;
    ERR_clear_error();
    return text;
}

}  // namespace detail

namespace {

using detail::BioPtr;
using detail::KeyPtr;
using detail::OpenSslContext;
using detail::SslContextPtr;
using detail::take_openssl_error;
using detail::X509Ptr;

tl::unexpected<Error> bad(std::string_view what, const char* otherwise) {
    return fail(ErrorCode::InvalidArgument, fmt::format("{}: {}", what, take_openssl_error(otherwise)));
}

BioPtr bio_of(std::string_view text) {
    return BioPtr{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

Result<std::vector<X509Ptr>> read_certificates(std::string_view pem, std::string_view what) {
    const BioPtr bio = bio_of(pem);
    std::vector<X509Ptr> certificates;
    while (X509Ptr one{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
        certificates.push_back(std::move(one));
    }
    const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (certificates.empty() || !ended) {
        return bad(what, "it holds no certificate in PEM form");
    }
    ERR_clear_error();
    return certificates;
}

Result<void> use_certificate(SSL_CTX* context, std::string_view certificate, std::string_view key) {
    FLOTILLA_TRY(std::vector<X509Ptr> chain, read_certificates(certificate, "the certificate"));
    if (SSL_CTX_use_certificate(context, chain.front().get()) != 1) {
        return bad("the certificate", "it cannot be used");
    }
    for (std::size_t i = 1; i < chain.size(); ++i) {
        if (SSL_CTX_add1_chain_cert(context, chain[i].get()) != 1) {
            return bad("the certificate", "its chain cannot be used");
        }
    }
    const BioPtr bio = bio_of(key);
    const KeyPtr parsed{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)};
    if (!parsed) {
        return bad("the private key", "it is not in PEM form");
    }
    if (SSL_CTX_use_PrivateKey(context, parsed.get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
        return bad("the private key", "it does not belong to the certificate");
    }
    return {};
}

Result<void> trust(SSL_CTX* context, std::string_view ca, bool announce) {
    FLOTILLA_TRY(const std::vector<X509Ptr> certificates, read_certificates(ca, "the certificate authority"));
    for (const X509Ptr& certificate : certificates) {
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()) != 1) {
            return bad("the certificate authority", "it cannot be used");
        }
        if (announce) {
            SSL_CTX_add_client_CA(context, certificate.get());
        }
    }
    return {};
}

int verified_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

/// Lets every client in and notes those whose chain is not good: they are simply not known by their
/// certificate.
int note_and_continue(int is_good, X509_STORE_CTX* store) {
    if (is_good == 0) {
        auto* ssl =
            static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
        static char mark = 0;
        SSL_set_ex_data(ssl, verified_index(), &mark);
    }
    return 1;
}

/// HTTP/1.1 is all that is spoken here; clients that offer h2 first are told so.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered, unsigned int offered_size, void*) {
    static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, size, kOurs, sizeof(kOurs), offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

SslContextPtr new_context(const SSL_METHOD* method) {
    SslContextPtr context{SSL_CTX_new(method)};
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(
        context.get(),
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS
    );
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    return context;
}

}  // namespace

bool detail::was_peer_verified(const SSL* ssl) {
    return SSL_get_ex_data(ssl, verified_index()) == nullptr;
}

Result<std::shared_ptr<TlsContext>> TlsContext::for_server(const TlsServerOptions& options) {
    SslContextPtr context = new_context(TLS_server_method());
    FLOTILLA_CHECK(use_certificate(context.get(), options.certificate, options.key));
    // Resumed sessions would carry the client's certificate past a change of our CA.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
    if (!options.client_ca.empty()) {
        FLOTILLA_CHECK(trust(context.get(), options.client_ca, true));
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, note_and_continue);
    }
    return std::make_shared<OpenSslContext>(std::move(context), TlsClientOptions{});
}

Result<std::shared_ptr<TlsContext>> TlsContext::for_client(const TlsClientOptions& options) {
    SslContextPtr context = new_context(TLS_client_method());
    if (!options.certificate.empty()) {
        FLOTILLA_CHECK(use_certificate(context.get(), options.certificate, options.key));
    }
    if (!options.ca.empty()) {
        FLOTILLA_CHECK(trust(context.get(), options.ca, false));
    } else if (!options.insecure_skip_verify) {
        SSL_CTX_set_default_verify_paths(context.get());
    }
    SSL_CTX_set_verify(
        context.get(), options.insecure_skip_verify ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr
    );
    TlsClientOptions rest = options;
    rest.certificate.clear();
    rest.key.clear();
    return std::make_shared<OpenSslContext>(std::move(context), std::move(rest));
}

}  // namespace flotilla::io::http

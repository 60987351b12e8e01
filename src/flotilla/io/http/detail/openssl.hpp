#pragma once
#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "flotilla/io/http/tls.hpp"

/// OpenSSL's objects with owners.
namespace flotilla::io::http::detail {

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free>>;
using X509Ptr = std::unique_ptr<X509, Freer<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using SslPtr = std::unique_ptr<SSL, Freer<SSL_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, Freer<SSL_CTX_free>>;

class OpenSslContext final : public TlsContext {
public:
    OpenSslContext(SslContextPtr context, TlsClientOptions client)
        : context_{std::move(context)}, client_{std::move(client)} {}

    [[nodiscard]] SSL_CTX* native() const { return context_.get(); }
    [[nodiscard]] const TlsClientOptions& client() const { return client_; }

private:
    SslContextPtr context_;
    TlsClientOptions client_;  ///< without certificate and key, which the context has
};

/// Whether the certificate that the other side showed chains to our CA: kept by the context's verify
/// callback.
bool was_peer_verified(const SSL* ssl);

/// The newest error of OpenSSL in its own words, or `otherwise`; forgets all of them.
std::string take_openssl_error(const char* otherwise);

}  // namespace flotilla::io::http::detail

#include "flotilla/io/http/certificate.hpp"

#include <chrono>
#include <memory>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "flotilla/io/http/detail/openssl.hpp"

namespace flotilla::io::http {
namespace {

using detail::BioPtr;
using detail::KeyPtr;
using detail::take_openssl_error;
using detail::X509Ptr;

constexpr int kVersion3 = 2;
constexpr int kSerialBytes = 16;

tl::unexpected<Error> refused(std::string_view what) {
    return fail(ErrorCode::Internal, fmt::format("{}: {}", what, take_openssl_error("OpenSSL refuses")));
}

std::string text_of(BIO* bio) {
    std::string text(BIO_ctrl_pending(bio), '\0');
    BIO_read(bio, text.data(), static_cast<int>(text.size()));
    return text;
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

void add_name(X509_NAME* name, const char* field, const std::string& value) {
    X509_NAME_add_entry_by_txt(
        name,
        field,
        MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(value.data()),
        static_cast<int>(value.size()),
        -1,
        0
    );
}

std::string alternative_names(const std::vector<std::string>& hosts) {
    std::string text;
    for (const std::string& host : hosts) {
        boost::system::error_code no_address;
        asio::ip::make_address(host, no_address);
        text += fmt::format("{}{}:{}", text.empty() ? "" : ",", no_address ? "DNS" : "IP", host);
    }
    return text;
}

void set_time(ASN1_TIME* field, WallTime when) {
    ASN1_TIME_set(field, std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count());
}

/// Everything but extensions and signature.
Result<X509Ptr> unsigned_certificate(const CertificateRequest& request, EVP_PKEY* key) {
    X509Ptr certificate{X509_new()};
    unsigned char serial[kSerialBytes];
    if (!certificate || RAND_bytes(serial, kSerialBytes) != 1) {
        return refused("making a certificate");
    }
    serial[0] &= 0x7FU;  // a positive number
    X509_set_version(certificate.get(), kVersion3);
    std::unique_ptr<BIGNUM, detail::Freer<BN_free>> number{BN_bin2bn(serial, kSerialBytes, nullptr)};
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));
    set_time(X509_getm_notBefore(certificate.get()), request.not_before);
    set_time(X509_getm_notAfter(certificate.get()), request.not_after);
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    for (const std::string& organization : request.organizations) {
        add_name(subject, "O", organization);
    }
    add_name(subject, "CN", request.common_name);
    X509_set_pubkey(certificate.get(), key);
    return certificate;
}

Result<KeyPair> sign(X509* certificate, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    if (X509_sign(certificate, issuer_key, EVP_sha256()) == 0) {
        return refused("signing a certificate");
    }
    const BioPtr certificate_text{BIO_new(BIO_s_mem())};
    const BioPtr key_text{BIO_new(BIO_s_mem())};
    PEM_write_bio_X509(certificate_text.get(), certificate);
    PEM_write_bio_PrivateKey(key_text.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return KeyPair{text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace

Result<KeyPair> make_certificate_authority(const CertificateRequest& request) {
    const KeyPtr key{EVP_EC_gen("P-256")};
    FLOTILLA_TRY(const X509Ptr certificate, unsigned_certificate(request, key.get()));
    X509* self = certificate.get();
    if (!add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE") ||
        !add_extension(self, self, NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign") ||
        !add_extension(self, self, NID_subject_key_identifier, "hash")) {
        return refused("making a certificate authority");
    }
    return sign(self, key.get(), self, key.get());
}

Result<KeyPair> issue_certificate(const CertificateRequest& request, const KeyPair& authority) {
    const BioPtr issuer_text{
        BIO_new_mem_buf(authority.certificate.data(), static_cast<int>(authority.certificate.size()))
    };
    const BioPtr key_text{BIO_new_mem_buf(authority.key.data(), static_cast<int>(authority.key.size()))};
    const X509Ptr issuer{PEM_read_bio_X509(issuer_text.get(), nullptr, nullptr, nullptr)};
    const KeyPtr issuer_key{PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr)};
    if (!issuer || !issuer_key) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("the authority is no PEM: {}", take_openssl_error("it cannot be read"))
        );
    }
    const KeyPtr key{EVP_EC_gen("P-256")};
    FLOTILLA_TRY(const X509Ptr certificate, unsigned_certificate(request, key.get()));
    X509* leaf = certificate.get();
    const std::string names = alternative_names(request.hosts);
    if (!add_extension(leaf, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") ||
        !add_extension(leaf, issuer.get(), NID_key_usage, "critical,digitalSignature,keyEncipherment") ||
        !add_extension(leaf, issuer.get(), NID_ext_key_usage, "serverAuth,clientAuth") ||
        !add_extension(leaf, issuer.get(), NID_authority_key_identifier, "keyid") ||
        (!names.empty() && !add_extension(leaf, issuer.get(), NID_subject_alt_name, names))) {
        return refused(fmt::format("making a certificate for {}", request.common_name));
    }
    return sign(leaf, key.get(), issuer.get(), issuer_key.get());
}

}  // namespace flotilla::io::http

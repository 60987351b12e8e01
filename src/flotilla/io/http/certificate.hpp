#pragma once
#include <string>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"

/// Certificates of our own making: for an embedded cluster, for webhooks, for tests.
namespace flotilla::io::http {

/// A certificate and its private key, both PEM text.
struct KeyPair {
    std::string certificate;
    std::string key;
};

struct CertificateRequest {
    CertificateRequest() = default;

    std::string common_name;
    std::vector<std::string> organizations;  ///< of clients: their groups
    std::vector<std::string> hosts;          ///< of servers: names and addresses
    WallTime not_before{};
    WallTime not_after{};
};

/// A self-signed authority (ECDSA P-256). Internal: OpenSSL refuses.
Result<KeyPair> make_certificate_authority(const CertificateRequest& request);
/// A certificate for a server and a client, signed by the authority. InvalidArgument: the authority cannot be
/// read.
Result<KeyPair> issue_certificate(const CertificateRequest& request, const KeyPair& authority);

}  // namespace flotilla::io::http

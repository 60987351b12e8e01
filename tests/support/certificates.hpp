#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "flotilla/io/http/certificate.hpp"

namespace flotilla::testing_support {

/// An authority that signs what a test needs, valid around now.
class TestAuthority {
public:
    explicit TestAuthority(std::string name = "test-ca") {
        io::http::CertificateRequest request = valid_now();
        request.common_name = std::move(name);
        pair_ = io::http::make_certificate_authority(request).value();
    }

    [[nodiscard]] const std::string& certificate() const { return pair_.certificate; }
    [[nodiscard]] const io::http::KeyPair& pair() const { return pair_; }

    [[nodiscard]] io::http::KeyPair server(std::vector<std::string> hosts = {"127.0.0.1", "::1", "localhost"})
        const {
        io::http::CertificateRequest request = valid_now();
        request.common_name = "server";
        request.hosts = std::move(hosts);
        return io::http::issue_certificate(request, pair_).value();
    }
    [[nodiscard]] io::http::KeyPair client(std::string name, std::vector<std::string> groups = {}) const {
        io::http::CertificateRequest request = valid_now();
        request.common_name = std::move(name);
        request.organizations = std::move(groups);
        return io::http::issue_certificate(request, pair_).value();
    }
    [[nodiscard]] io::http::KeyPair expired() const {
        io::http::CertificateRequest request = valid_now();
        request.common_name = "server";
        request.hosts = {"127.0.0.1"};
        request.not_after = request.not_before + std::chrono::hours{1};
        return io::http::issue_certificate(request, pair_).value();
    }

private:
    static io::http::CertificateRequest valid_now() {
        io::http::CertificateRequest request;
        const auto now = std::chrono::system_clock::now();  // what OpenSSL compares with
        request.not_before = now - std::chrono::hours{24};
        request.not_after = now + std::chrono::hours{24};
        return request;
    }

    io::http::KeyPair pair_;
};

}  // namespace flotilla::testing_support

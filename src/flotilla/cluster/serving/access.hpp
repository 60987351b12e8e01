#pragma once
#include <string>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/io/http/certificate.hpp"

namespace flotilla::cluster {

/// What a served cluster shows and what its administrator needs: an authority, the server's certificate, an
/// admin's certificate and token.
struct Access {
    io::http::KeyPair authority;
    io::http::KeyPair server;
    io::http::KeyPair admin;
    std::string admin_token;
};

/// New ones for a server on loopback, good for ten years from a day before `now`.
/// @param entropy at least 16 bytes that nobody can guess: the token is made of them
Result<Access> make_access(WallTime now, const std::string& entropy);

/// A kubeconfig with the one context `flotilla`.
/// @param url "https://127.0.0.1:6443"; with "http://…" certificates are left out
std::string kubeconfig_for(const Access& access, const std::string& url);

}  // namespace flotilla::cluster

#pragma once
#include <string>

#include "flotilla/io/http/transport.hpp"
#include "flotilla/kube/client/auth/credentials.hpp"

namespace flotilla::kube {

/// Adds a user's credentials, and whom they impersonate, to every request. After a 401 it asks for new
/// credentials once.
class AuthenticatingTransport final : public io::http::Transport {
public:
    AuthenticatingTransport(io::http::Transport& lower, Credentials& credentials, const UserEntry& user);

    asio::awaitable<Result<io::http::Response>> round_trip(io::http::Request request) override;
    asio::awaitable<Result<io::http::StreamingResponse>> open(io::http::Request request) override;

private:
    asio::awaitable<Result<io::http::Request>> authorized(const io::http::Request& request);

    io::http::Transport& lower_;
    Credentials& credentials_;
    io::http::Headers impersonation_;
};

}  // namespace flotilla::kube

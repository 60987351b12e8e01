#pragma once
#include <optional>
#include <string>

#include "flotilla/kube/client/auth/credentials.hpp"

namespace flotilla::kube {

/// A bearer token in a file that somebody renews: read again each minute (10 s early), and after a 401.
class TokenFile final : public Credentials {
public:
    TokenFile(std::string path, io::Clock& clock) : path_{std::move(path)}, clock_{clock} {}

    asio::awaitable<Result<std::optional<Sensitive>>> authorization() override;
    bool forget() override;

private:
    Result<void> read();

    std::string path_;
    io::Clock& clock_;
    std::optional<Sensitive> authorization_;
    TimePoint stale_at_{};
};

}  // namespace flotilla::kube

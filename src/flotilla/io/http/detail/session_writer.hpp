#pragma once
#include <string>
#include <string_view>

#include "flotilla/io/http/handler.hpp"

namespace flotilla::io::http::detail {

class Session;

/// Puts one answer on a session's connection, framed as the request's version and method want it.
class SessionWriter final : public ResponseWriter {
public:
    struct Conditions {
        bool keeps_alive = true;
        bool is_http_1_0 = false;
        bool is_head = false;
    };
    SessionWriter(Session& session, Conditions conditions) : session_{session}, conditions_{conditions} {}

    asio::awaitable<Result<void>> send(Response response) override;
    asio::awaitable<Result<void>> start(Response head) override;
    asio::awaitable<Result<void>> write(std::string_view chunk) override;
    asio::awaitable<Result<void>> finish() override;

    [[nodiscard]] bool has_begun() const { return state_ != State::Nothing; }
    [[nodiscard]] bool is_finished() const { return state_ == State::Finished; }
    /// The connection can carry another request.
    [[nodiscard]] bool leaves_usable() const {
        return is_finished() && conditions_.keeps_alive && !has_failed_;
    }

private:
    enum class State { Nothing, Streaming, Finished };

    asio::awaitable<Result<void>> put(std::string_view first, std::string_view second = {});
    [[nodiscard]] static bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

    Session& session_;
    Conditions conditions_;
    State state_ = State::Nothing;
    bool is_chunked_ = false;
    bool omits_body_ = false;
    bool has_failed_ = false;
};

}  // namespace flotilla::io::http::detail

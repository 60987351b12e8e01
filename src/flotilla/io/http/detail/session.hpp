#pragma once
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/connection.hpp"
#include "flotilla/io/http/detail/read_buffer.hpp"
#include "flotilla/io/http/detail/request_parser.hpp"
#include "flotilla/io/http/handler.hpp"
#include "flotilla/io/http/server.hpp"

namespace flotilla::io::http::detail {

class SessionWriter;

/// What the sessions of a server have in common. Outlives them.
struct SessionContext {
    Clock& clock;
    Handler& handler;
    const ServerOptions& options;
    std::shared_ptr<TlsContext> tls;
    bool is_stopping = false;  ///< the answer under way is the last one of its connection
};

/// One connection to a server, from its first byte to its last.
class Session {
public:
    Session(SessionContext& context, ConnectionPtr connection, std::string peer_address);

    /// Returns when the connection is over. Cancelled when it should be over.
    asio::awaitable<void> run();

    /// Whether something takes longer than it may, or the client of the request under way has gone. To be
    /// asked every now and then: timers for each request would cost more than the requests.
    [[nodiscard]] bool is_overdue(TimePoint now) const;
    /// Between two requests: may be closed without losing anything.
    [[nodiscard]] bool is_idle() const { return is_idle_; }

private:
    friend class SessionWriter;

    asio::awaitable<Result<void>> establish();
    asio::awaitable<bool> serve_one();
    asio::awaitable<bool> receive(RequestParser& parser);
    asio::awaitable<void> refuse(int status, std::string why);
    asio::awaitable<bool> answer(RequestParser& parser);
    asio::awaitable<void> handle(Request request, SessionWriter& writer);
    asio::awaitable<Result<void>> write(std::string_view first, std::string_view second);
    void expect_within(Duration limit) { deadline_ = context_.clock.now() + limit; }

    SessionContext& context_;
    ConnectionPtr connection_;
    Peer peer_;
    ReadBuffer buffer_;
    std::string out_;
    std::optional<TimePoint> deadline_;
    bool is_idle_ = false;
    bool is_handling_ = false;
};

}  // namespace flotilla::io::http::detail

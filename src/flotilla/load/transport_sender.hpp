#pragma once
#include <set>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/transport.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/load/sender.hpp"

namespace flotilla::load {

/// Sends over any transport: to a handler in this process in virtual time, or over TLS.
class TransportSender final : public Sender {
public:
    /// @param timeout from `send` to the whole answer
    TransportSender(
        asio::any_io_executor executor, io::Clock& clock, io::http::Transport& transport, Duration timeout
    );

    asio::awaitable<Result<void>> start(Receiver& receiver) override;
    void send(Token token, const Message& message) override;
    asio::awaitable<void> stop() override;

private:
    asio::awaitable<void> exchange(Token token, io::http::Request request);

    io::Clock& clock_;
    io::http::Transport& transport_;
    Duration timeout_;
    Receiver* receiver_ = nullptr;
    std::set<Token> under_way_;
    io::TaskGroup exchanges_;
};

}  // namespace flotilla::load

#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/url.hpp"
#include "flotilla/load/sender.hpp"

namespace flotilla::load {

struct TcpSenderOptions {
    TcpSenderOptions() = default;

    io::http::Url server;  ///< plain http; its path is put before every target
    std::size_t max_connections = 512;
    Duration timeout = std::chrono::seconds{20};  ///< from `send` to the whole answer
    std::vector<std::string> fields;              ///< header fields of every request, "Name: value"
};

/// HTTP/1.1 over kept plain TCP connections, lean enough for a hundred thousand requests a second and core: a
/// request costs one write and one read, and the answer's body is not kept.
///
/// Each connection carries one request at a time. A request takes an idle connection (the one used last), or
/// a new one, or waits for one when there are `max_connections`; that time is the user's, too.
class TcpSender final : public Sender {
public:
    TcpSender(asio::any_io_executor executor, io::Clock& clock, TcpSenderOptions options);
    ~TcpSender() override;

    asio::awaitable<Result<void>> start(Receiver& receiver) override;
    void send(Token token, const Message& message) override;
    asio::awaitable<void> stop() override;

    [[nodiscard]] std::size_t connection_count() const;

private:
    class Pool;
    std::shared_ptr<Pool> pool_;
};

}  // namespace flotilla::load

#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "flotilla/base/result.hpp"

namespace flotilla::io::http {

namespace asio = boost::asio;

/// A socket that sends whatever a test wants, HTTP or not.
class RawClient {
public:
    RawClient(const asio::any_io_executor& executor, std::uint16_t port) : socket_{executor} {
        socket_.connect({asio::ip::address_v4::loopback(), port});
        socket_.set_option(asio::ip::tcp::no_delay{true});
    }

    asio::awaitable<void> send(std::string_view bytes) {
        co_await asio::async_write(socket_, asio::buffer(bytes), kToken);
    }
    /// Everything up to the end of the connection.
    asio::awaitable<std::string> read_to_end() {
        std::string text;
        while (true) {
            const std::string piece = co_await read_some();
            if (piece.empty()) {
                co_return text;
            }
            text += piece;
        }
    }
    /// Reads until the text ends with `end`, or the connection does.
    asio::awaitable<std::string> read_until(std::string_view end) {
        std::string text;
        while (!text.ends_with(end)) {
            const std::string piece = co_await read_some();
            if (piece.empty()) {
                break;
            }
            text += piece;
        }
        co_return text;
    }
    void shutdown_send() { socket_.shutdown(asio::ip::tcp::socket::shutdown_send); }
    void close() { socket_.close(); }

private:
    static constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

    asio::awaitable<std::string> read_some() {
        std::string piece(4096, '\0');
        const auto [error, count] = co_await socket_.async_read_some(asio::buffer(piece), kToken);
        piece.resize(error ? 0 : count);
        co_return piece;
    }

    asio::ip::tcp::socket socket_;
};

}  // namespace flotilla::io::http

#include "flotilla/io/http/detail/tcp.hpp"

#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <poll.h>

#include "flotilla/io/cancellation.hpp"

namespace flotilla::io::http::detail {
namespace {

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

tl::unexpected<Error> broken(const boost::system::error_code& error) {
    return fail(ErrorCode::Unavailable, error.message());
}

class TcpConnection final : public Connection {
public:
    explicit TcpConnection(asio::ip::tcp::socket socket) : socket_{std::move(socket)} {
        boost::system::error_code ignored;  // without these it works, too
        socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
        socket_.set_option(
            asio::socket_base::keep_alive{true}, ignored
        );  // a silent watch may have lost its peer
    }

    asio::awaitable<Result<std::size_t>> read_some(char* data, std::size_t size) override {
        const asio::mutable_buffer buffer{data, size};
        const auto [error, count] = co_await socket_.async_read_some(buffer, kToken);
        if (!error) {
            co_return count;
        }
        if (error == asio::error::eof) {
            co_return std::size_t{0};
        }
        if (error == asio::error::operation_aborted) {
            throw_if_cancelled(co_await asio::this_coro::cancellation_state);
        }
        co_return broken(error);
    }

    asio::awaitable<Result<void>> write(std::string_view first, std::string_view second) override {
        const std::array<asio::const_buffer, 2> buffers{
            asio::const_buffer{first.data(), first.size()}, asio::const_buffer{second.data(), second.size()}
        };
        const auto [error, count] = co_await asio::async_write(socket_, buffers, kToken);
        if (!error) {
            co_return Result<void>{};
        }
        if (error == asio::error::operation_aborted) {
            throw_if_cancelled(co_await asio::this_coro::cancellation_state);
        }
        co_return broken(error);
    }

    void close() override {
        boost::system::error_code ignored;  // there is nothing left to do about a socket that does not close
        socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
    }

    [[nodiscard]] bool is_quiet() const override {
        return socket_.is_open() && events(POLLIN | POLLRDHUP) == 0;
    }
    [[nodiscard]] bool is_peer_gone() const override {
        return !socket_.is_open() || (events(POLLRDHUP) & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
    }

private:
    [[nodiscard]] int events(int wanted) const {
        pollfd descriptor{};
        descriptor.fd = socket_.native_handle();
        descriptor.events = static_cast<short>(wanted);
        return ::poll(&descriptor, 1, 0) < 0 ? POLLERR : descriptor.revents;
    }

    mutable asio::ip::tcp::socket socket_;  // native_handle() is not const
};

}  // namespace

ConnectionPtr tcp_connection(asio::ip::tcp::socket socket) {
    return std::make_unique<TcpConnection>(std::move(socket));
}

std::string to_string(const asio::ip::tcp::endpoint& endpoint) {
    const std::string address = endpoint.address().to_string();
    return endpoint.address().is_v6() ? fmt::format("[{}]:{}", address, endpoint.port())
                                      : fmt::format("{}:{}", address, endpoint.port());
}

}  // namespace flotilla::io::http::detail

#include "flotilla/io/http/server.hpp"

#include <algorithm>
#include <exception>
#include <list>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "flotilla/io/cancellation.hpp"
#include "flotilla/io/http/detail/session.hpp"
#include "flotilla/io/http/detail/tcp.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/io/within.hpp"

namespace flotilla::io::http {
namespace {

using asio::ip::tcp;

constexpr auto kSweepInterval = std::chrono::milliseconds{200};
constexpr auto kAcceptPause = std::chrono::milliseconds{100};  // when there are no descriptors left

Result<tcp::acceptor> listen_on(const asio::any_io_executor& executor, const ServerOptions& options) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("\"{}\" is not an address to listen on", options.address)
        );
    }
    const tcp::endpoint endpoint{address, options.port};
    tcp::acceptor acceptor{executor};
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        return fail(
            ErrorCode::Unavailable,
            fmt::format("cannot listen on {}: {}", detail::to_string(endpoint), error.message())
        );
    }
    return acceptor;
}

}  // namespace

/// Lives until its last session has unwound: each of them holds it.
class Server::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(
        tcp::acceptor acceptor,
        Clock& clock,
        Handler& handler,
        ServerOptions options,
        std::shared_ptr<TlsContext> tls
    )
        : options_{std::move(options)},
          acceptor_{std::move(acceptor)},
          endpoint_{acceptor_.local_endpoint()},
          context_{clock, handler, options_, std::move(tls)},
          changed_{acceptor_.get_executor()},
          service_{acceptor_.get_executor()} {
        service_.spawn(accept());
        service_.spawn(sweep());
    }

    asio::awaitable<void> stop(Duration grace) {
        context_.is_stopping = true;
        boost::system::error_code ignored;  // closed is closed
        acceptor_.close(ignored);
        cancel_sessions(true);
        co_await within(context_.clock, grace, sessions_ended());
        cancel_sessions(false);
        co_await sessions_ended();
        service_.cancel();
        co_await service_.join();
    }
    void cancel() {
        service_.cancel();
        cancel_sessions(false);
    }

    [[nodiscard]] const tcp::endpoint& endpoint() const { return endpoint_; }
    [[nodiscard]] bool has_tls() const { return context_.tls != nullptr; }
    [[nodiscard]] std::size_t connection_count() const { return entries_.size(); }

private:
    struct Entry {
        Entry(detail::SessionContext& context, ConnectionPtr connection, std::string peer)
            : session{context, std::move(connection), std::move(peer)} {}
        detail::Session session;
        asio::cancellation_signal cancel;
    };

    asio::awaitable<void> accept() {
        while (acceptor_.is_open()) {
            auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
            if (!error) {
                begin(std::move(socket));
            } else if (acceptor_.is_open()) {
                co_await context_.clock.sleep_for(kAcceptPause);
            }
        }
    }

    void begin(tcp::socket socket) {
        boost::system::error_code error;
        const tcp::endpoint peer = socket.remote_endpoint(error);
        if (error) {
            return;  // it has gone already
        }
        ConnectionPtr connection = detail::tcp_connection(std::move(socket));
        const auto entry =
            entries_.emplace(entries_.end(), context_, std::move(connection), detail::to_string(peer));
        changed_.notify_all();
        auto ended = [self = shared_from_this(), entry](const std::exception_ptr& exception) {
            self->entries_.erase(entry);
            self->changed_.notify_all();
            if (exception && !is_cancellation(exception)) {
                std::rethrow_exception(exception);
            }
        };
        asio::co_spawn(
            acceptor_.get_executor(),
            entry->session.run(),
            asio::bind_cancellation_slot(entry->cancel.slot(), std::move(ended))
        );
    }

    /// Ends what is overdue; sleeps for good while there are no connections.
    asio::awaitable<void> sweep() {
        while (true) {
            while (entries_.empty()) {
                co_await changed_.wait();
            }
            co_await context_.clock.sleep_for(kSweepInterval);
            const TimePoint now = context_.clock.now();
            for (Entry& entry : entries_) {
                if (entry.session.is_overdue(now)) {
                    entry.cancel.emit(asio::cancellation_type::terminal);
                }
            }
        }
    }

    void cancel_sessions(bool only_idle) {
        for (Entry& entry : entries_) {
            if (!only_idle || entry.session.is_idle()) {
                entry.cancel.emit(asio::cancellation_type::terminal);
            }
        }
    }

    asio::awaitable<bool> sessions_ended() {
        while (!entries_.empty()) {
            co_await changed_.wait();
        }
        co_return true;
    }

    ServerOptions options_;
    tcp::acceptor acceptor_;
    tcp::endpoint endpoint_;
    detail::SessionContext context_;
    std::list<Entry> entries_;
    Signal changed_;
    TaskGroup service_;
};

Result<std::unique_ptr<Server>> Server::start(
    asio::any_io_executor executor, Clock& clock, Handler& handler, ServerOptions options
) {
    std::shared_ptr<TlsContext> tls;
    if (options.tls) {
        FLOTILLA_TRY(tls, TlsContext::for_server(*options.tls));
    }
    FLOTILLA_TRY(tcp::acceptor acceptor, listen_on(executor, options));
    auto impl =
        std::make_shared<Impl>(std::move(acceptor), clock, handler, std::move(options), std::move(tls));
    return std::unique_ptr<Server>{new Server{std::move(impl)}};
}

Server::Server(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}

Server::~Server() {
    impl_->cancel();
}

std::uint16_t Server::port() const {
    return impl_->endpoint().port();
}

std::string Server::url() const {
    return fmt::format("{}://{}", impl_->has_tls() ? "https" : "http", detail::to_string(impl_->endpoint()));
}

std::size_t Server::connection_count() const {
    return impl_->connection_count();
}

asio::awaitable<void> Server::stop(Duration grace) {
    const auto impl = impl_;
    co_await impl->stop(grace);
}

}  // namespace flotilla::io::http

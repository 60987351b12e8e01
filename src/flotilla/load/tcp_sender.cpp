#include "flotilla/load/tcp_sender.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "flotilla/io/task_group.hpp"
#include "flotilla/load/request_text.hpp"
#include "flotilla/load/response_scanner.hpp"

namespace flotilla::load {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// A request that has no connection yet.
struct Waiting {
    Token token;
    TimePoint deadline;
    std::string text;
};

struct Connection {
    explicit Connection(const asio::any_io_executor& executor) : socket{executor} {}

    tcp::socket socket;
    std::string out;
    bool is_writing = false;  ///< the kernel did not take all of `out` at once
    std::array<char, 16 << 10> in;
    ResponseScanner scanner;
    std::optional<Token> carries;
    TimePoint deadline;  ///< of the request that it carries
    bool is_open = false;
};
using Held = std::shared_ptr<Connection>;

}  // namespace

/// The connections to one server, what they carry, and what waits for one.
///
/// Handlers hold the pool and their connection alive; after `stop` they find nothing to do.
class TcpSender::Pool : public std::enable_shared_from_this<TcpSender::Pool> {
public:
    Pool(asio::any_io_executor executor, io::Clock& clock, TcpSenderOptions options)
        : executor_{std::move(executor)},
          clock_{clock},
          options_{std::move(options)},
          text_{options_.server, options_.fields},
          tasks_{executor_} {}

    asio::awaitable<Result<void>> start(Receiver& receiver) {
        receiver_ = &receiver;
        tcp::resolver resolver{executor_};
        const auto [problem, found] = co_await resolver.async_resolve(
            options_.server.host, std::to_string(options_.server.port), asio::as_tuple(asio::use_awaitable)
        );
        if (problem || found.empty()) {
            co_return fail(
                ErrorCode::Unavailable,
                fmt::format("the host \"{}\" is not known: {}", options_.server.host, problem.message())
            );
        }
        endpoint_ = found.begin()->endpoint();
        tasks_.spawn(expire_forever());
        co_return Result<void>{};
    }

    void send(Token token, const Message& message) {
        const TimePoint deadline = clock_.now() + options_.timeout;
        if (!idle_.empty()) {
            const Held connection = std::move(idle_.back());
            idle_.pop_back();
            text_.write(message, connection->out);
            begin(connection, token, deadline);
            return;
        }
        Waiting request{token, deadline, {}};
        text_.write(message, request.text);
        if (all_.size() < options_.max_connections) {
            open(std::move(request));
        } else {
            waiting_.push_back(std::move(request));
        }
    }

    asio::awaitable<void> stop() {
        tasks_.cancel();
        co_await tasks_.join();
        is_stopped_ = true;
        while (!waiting_.empty()) {
            end_waiting(Failure::Abandoned);
        }
        for (const std::vector<Held> all = all_; const Held& connection : all) {
            abandon(connection, Failure::Abandoned);
        }
    }

    [[nodiscard]] std::size_t connection_count() const { return all_.size(); }

private:
    void open(Waiting request) {
        auto connection = std::make_shared<Connection>(executor_);
        all_.push_back(connection);
        connection->carries = request.token;
        connection->deadline = request.deadline;
        connection->out = std::move(request.text);
        connection->socket.async_connect(
            endpoint_,
            [self = shared_from_this(), connection](error_code problem) {
                self->connected(connection, problem);
            }
        );
    }

    void connected(const Held& connection, error_code problem) {
        if (!connection->carries) {
            return;  // it was given up meanwhile
        }
        if (problem) {
            abandon(connection, Failure::Connect);
            return;
        }
        error_code ignored;  // without these options it works, too, only slower
        connection->socket.set_option(tcp::no_delay{true}, ignored);
        connection->socket.non_blocking(true, ignored);
        connection->is_open = true;
        write(connection);
        read(connection);
    }

    /// Gives an open, idle connection the request whose text is in `out`.
    void begin(const Held& connection, Token token, TimePoint deadline) {
        connection->carries = token;
        connection->deadline = deadline;
        write(connection);
    }

    void write(const Held& connection) {
        error_code problem;
        std::size_t written = 0;
        while (written < connection->out.size() && !problem) {
            written += connection->socket.write_some(asio::buffer(connection->out) + written, problem);
        }
        if (problem == asio::error::would_block) {
            connection->is_writing = true;
            asio::async_write(
                connection->socket,
                asio::buffer(connection->out) + written,
                [self = shared_from_this(), connection](error_code late, std::size_t) {
                    connection->is_writing = false;
                    if (late) {
                        self->abandon(connection, Failure::Broken);
                    }
                }
            );
        } else if (problem) {
            // Not at once: the caller may be in the middle of its own bookkeeping.
            asio::post(executor_, [self = shared_from_this(), connection] {
                self->abandon(connection, Failure::Broken);
            });
        }
    }

    void read(const Held& connection) {
        connection->socket.async_read_some(
            asio::buffer(connection->in),
            [self = shared_from_this(), connection](error_code problem, std::size_t size) {
                self->arrived(connection, problem, size);
            }
        );
    }

    void arrived(const Held& connection, error_code problem, std::size_t size) {
        if (!connection->is_open) {
            return;
        }
        ResponseScanner& scanner = connection->scanner;
        if (problem) {
            scanner.close();
        } else if (connection->carries) {
            scanner.take({connection->in.data(), size});
        }
        if (scanner.is_broken() || !connection->carries) {
            abandon(connection, Failure::Broken);  // also when an idle one is closed, or answers to nothing
        } else if (scanner.is_done()) {
            answered(connection, !problem && scanner.keeps_connection() && !connection->is_writing);
        } else {
            read(connection);
        }
    }

    void answered(const Held& connection, bool is_kept) {
        const Outcome outcome{Failure::None, connection->scanner.status(), clock_.now()};
        const Token token = *connection->carries;
        connection->carries.reset();
        connection->scanner.reset();
        if (is_kept) {
            make_idle(connection);
        } else {
            close(connection);
        }
        receiver_->ended(token, outcome);
        if (connection->is_open) {
            read(connection);
        }
    }

    void make_idle(const Held& connection) {
        if (waiting_.empty()) {
            idle_.push_back(connection);
            return;
        }
        Waiting next = take_waiting();
        connection->out = std::move(next.text);
        begin(connection, next.token, next.deadline);
    }

    Waiting take_waiting() {
        Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        return next;
    }

    /// Closes the connection; a request that it carries ends with `failure`.
    void abandon(const Held& connection, Failure failure) {
        const auto carried = std::exchange(connection->carries, std::nullopt);
        if (!carried) {
            std::erase(idle_, connection);
        }
        close(connection);
        if (carried) {
            receiver_->ended(*carried, {failure, 0, clock_.now()});
        }
    }

    void close(const Held& connection) {
        connection->is_open = false;
        error_code ignored;  // it is being given up
        connection->socket.close(ignored);
        const bool was_there = std::erase(all_, connection) > 0;
        if (was_there && !is_stopped_ && !waiting_.empty()) {
            open(take_waiting());
        }
    }

    void end_waiting(Failure failure) {
        const Token token = take_waiting().token;
        receiver_->ended(token, {failure, 0, clock_.now()});
    }

    /// A request is given up at most a thirty-second part of its time, or a tenth of a second, too late.
    asio::awaitable<void> expire_forever() {
        const Duration pause = std::min<Duration>(options_.timeout / 32, std::chrono::milliseconds{100});
        while (true) {
            co_await clock_.sleep_for(pause);
            expire(clock_.now());
        }
    }

    void expire(TimePoint now) {
        while (!waiting_.empty() && waiting_.front().deadline <= now) {
            end_waiting(Failure::Timeout
            );  // in the order of their deadlines: the timeout is the same for all
        }
        for (const std::vector<Held> all = all_; const Held& connection : all) {
            if (connection->carries && connection->deadline <= now) {
                abandon(connection, Failure::Timeout);
            }
        }
    }

    asio::any_io_executor executor_;
    io::Clock& clock_;
    TcpSenderOptions options_;
    RequestText text_;
    Receiver* receiver_ = nullptr;
    tcp::endpoint endpoint_;
    std::vector<Held> all_;
    std::vector<Held> idle_;
    std::deque<Waiting> waiting_;
    bool is_stopped_ = false;
    io::TaskGroup tasks_;
};

TcpSender::TcpSender(asio::any_io_executor executor, io::Clock& clock, TcpSenderOptions options)
    : pool_{std::make_shared<Pool>(std::move(executor), clock, std::move(options))} {}

TcpSender::~TcpSender() = default;

asio::awaitable<Result<void>> TcpSender::start(Receiver& receiver) {
    return pool_->start(receiver);
}

void TcpSender::send(Token token, const Message& message) {
    pool_->send(token, message);
}

asio::awaitable<void> TcpSender::stop() {
    return pool_->stop();
}

std::size_t TcpSender::connection_count() const {
    return pool_->connection_count();
}

}  // namespace flotilla::load

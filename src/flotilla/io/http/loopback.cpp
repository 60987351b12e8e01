#include "flotilla/io/http/loopback.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "flotilla/io/within.hpp"

namespace flotilla::io::http {
namespace {

using asio::experimental::awaitable_operators::operator||;

constexpr std::size_t kPipeBytes = std::size_t{1} << 20;  // a reader that far behind holds the writer up

Error no_answer(const Request& request) {
    return {
        ErrorCode::Unavailable,
        fmt::format("{} {}: the connection was closed before an answer", request.method, request.target)
    };
}

Error too_late(const std::string& method, const std::string& target, Duration limit) {
    return {
        ErrorCode::DeadlineExceeded,
        fmt::format("{} {}: no answer within {}", method, target, format_duration(limit))
    };
}

/// Keeps the whole answer.
class CollectingWriter final : public ResponseWriter {
public:
    asio::awaitable<Result<void>> send(Response response) override {
        answer = std::move(response);
        is_finished = true;
        co_return Result<void>{};
    }
    asio::awaitable<Result<void>> start(Response head) override {
        answer = std::move(head);
        answer->body.clear();
        co_return Result<void>{};
    }
    asio::awaitable<Result<void>> write(std::string_view chunk) override {
        answer->body.append(chunk);
        co_return Result<void>{};
    }
    asio::awaitable<Result<void>> finish() override {
        is_finished = true;
        co_return Result<void>{};
    }

    std::optional<Response> answer;
    bool is_finished = false;
};

/// One streaming exchange: what the handler writes and the reader has not read yet.
struct Exchange {
    explicit Exchange(const asio::any_io_executor& executor) : changed{executor}, closed{executor} {}

    std::optional<Response> head;
    std::string unread;
    bool is_finished = false;      // the handler said that this was all
    bool is_handler_gone = false;  // it returned, or was cancelled
    bool is_reader_gone = false;
    Signal changed;  // any of the above
    Signal closed;   // the reader has gone: stop the handler
};

class PipeWriter final : public ResponseWriter {
public:
    explicit PipeWriter(std::shared_ptr<Exchange> exchange) : exchange_{std::move(exchange)} {}

    asio::awaitable<Result<void>> send(Response response) override {
        exchange_->unread = std::move(response.body);
        exchange_->is_finished = true;
        return start(std::move(response));
    }
    asio::awaitable<Result<void>> start(Response head) override {
        head.body.clear();
        exchange_->head = std::move(head);
        exchange_->changed.notify_all();
        co_return Result<void>{};
    }
    asio::awaitable<Result<void>> write(std::string_view chunk) override {
        while (exchange_->unread.size() > kPipeBytes && !exchange_->is_reader_gone) {
            co_await exchange_->changed.wait();
        }
        if (exchange_->is_reader_gone) {
            co_return fail(ErrorCode::Unavailable, "the reader has gone");
        }
        exchange_->unread.append(chunk);
        exchange_->changed.notify_all();
        co_return Result<void>{};
    }
    asio::awaitable<Result<void>> finish() override {
        exchange_->is_finished = true;
        exchange_->changed.notify_all();
        co_return Result<void>{};
    }

private:
    std::shared_ptr<Exchange> exchange_;
};

class PipeReader final : public BodyStream {
public:
    explicit PipeReader(std::shared_ptr<Exchange> exchange) : exchange_{std::move(exchange)} {}
    ~PipeReader() override {
        exchange_->is_reader_gone = true;
        exchange_->closed.notify_all();
        exchange_->changed.notify_all();
    }

    asio::awaitable<Result<std::string>> read() override {
        while (exchange_->unread.empty() && !exchange_->is_finished && !exchange_->is_handler_gone) {
            co_await exchange_->changed.wait();
        }
        if (!exchange_->unread.empty() || exchange_->is_finished) {
            exchange_->changed.notify_all();
            co_return std::exchange(exchange_->unread, {});
        }
        co_return fail(ErrorCode::Unavailable, "the answer was cut off");
    }

private:
    std::shared_ptr<Exchange> exchange_;
};

asio::awaitable<void> wait_closed(std::shared_ptr<Exchange> exchange) {
    while (!exchange->is_reader_gone) {
        co_await exchange->closed.wait();
    }
}

/// Says that the handler is gone, however it went.
class HandlerGuard {
public:
    explicit HandlerGuard(std::shared_ptr<Exchange> exchange) : exchange_{std::move(exchange)} {}
    ~HandlerGuard() {
        exchange_->is_handler_gone = true;
        exchange_->changed.notify_all();
    }
    HandlerGuard(const HandlerGuard&) = delete;
    HandlerGuard& operator=(const HandlerGuard&) = delete;

private:
    std::shared_ptr<Exchange> exchange_;
};

asio::awaitable<void> run_exchange(Handler& handler, Request request, std::shared_ptr<Exchange> exchange) {
    const HandlerGuard guard{exchange};
    PipeWriter writer{exchange};
    auto answered = handler.handle(std::move(request), writer);
    co_await (std::move(answered) || wait_closed(exchange));
}

asio::awaitable<bool> wait_head(std::shared_ptr<Exchange> exchange) {
    while (!exchange->head && !exchange->is_handler_gone) {
        co_await exchange->changed.wait();
    }
    co_return exchange->head.has_value();
}

asio::awaitable<Result<Response>> collect(Handler& handler, Request request) {
    CollectingWriter writer;
    Error missing = no_answer(request);
    co_await handler.handle(std::move(request), writer);
    if (!writer.is_finished) {
        co_return tl::unexpected<Error>{std::move(missing)};
    }
    co_return std::move(*writer.answer);
}

}  // namespace

LoopbackTransport::LoopbackTransport(
    Handler& handler, Clock& clock, asio::any_io_executor executor, Peer peer
)
    : handler_{handler}, clock_{clock}, peer_{std::move(peer)}, exchanges_{std::move(executor)} {}

LoopbackTransport::~LoopbackTransport() = default;

asio::awaitable<Result<Response>> LoopbackTransport::round_trip(Request request) {
    request.peer = peer_;
    if (!request.timeout) {
        co_return co_await collect(handler_, std::move(request));
    }
    const Duration limit = *request.timeout;
    Error late = too_late(request.method, request.target, limit);
    auto answered = collect(handler_, std::move(request));
    auto answer = co_await within(clock_, limit, std::move(answered));
    if (!answer) {
        co_return tl::unexpected<Error>{std::move(late)};
    }
    co_return std::move(*answer);
}

asio::awaitable<Result<StreamingResponse>> LoopbackTransport::open(Request request) {
    request.peer = peer_;
    const auto limit = request.timeout;
    Error missing = no_answer(request);
    Error late = too_late(request.method, request.target, limit.value_or(Duration{0}));
    auto exchange = std::make_shared<Exchange>(exchanges_.executor());
    auto body = std::make_unique<PipeReader>(exchange);  // goes away with this frame when we are cancelled
    exchanges_.spawn(run_exchange(handler_, std::move(request), exchange));

    auto head_waits = wait_head(exchange);
    std::optional<bool> has_head;
    if (limit) {
        has_head = co_await within(clock_, *limit, std::move(head_waits));
    } else {
        has_head = co_await std::move(head_waits);
    }
    if (!has_head) {
        co_return tl::unexpected<Error>{std::move(late)};
    }
    if (!*has_head) {
        co_return tl::unexpected<Error>{std::move(missing)};
    }
    StreamingResponse response{std::move(*exchange->head), std::move(body)};
    co_return std::move(response);
}

}  // namespace flotilla::io::http

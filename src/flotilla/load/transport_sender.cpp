#include "flotilla/load/transport_sender.hpp"

#include <utility>

#include "flotilla/io/within.hpp"

namespace flotilla::load {
namespace {

Failure failure_of(const Error& error) {
    return error.code == ErrorCode::DeadlineExceeded ? Failure::Timeout : Failure::Broken;
}

}  // namespace

TransportSender::TransportSender(
    asio::any_io_executor executor, io::Clock& clock, io::http::Transport& transport, Duration timeout
)
    : clock_{clock}, transport_{transport}, timeout_{timeout}, exchanges_{std::move(executor)} {}

asio::awaitable<Result<void>> TransportSender::start(Receiver& receiver) {
    receiver_ = &receiver;
    co_return Result<void>{};
}

void TransportSender::send(Token token, const Message& message) {
    io::http::Request request{std::string{message.method}, message.target};
    const auto add = [&](const char* name, std::string_view value) {
        if (!value.empty()) {
            request.headers.add(name, std::string{value});
        }
    };
    add("Cookie", message.cookie);
    add("Flotilla-Session", message.session);
    add("Content-Type", message.content_type);
    request.body = message.body;
    under_way_.insert(token);
    exchanges_.spawn(exchange(token, std::move(request)));
}

asio::awaitable<void> TransportSender::exchange(Token token, io::http::Request request) {
    auto answer = transport_.round_trip(std::move(request));
    const auto result = co_await io::within(clock_, timeout_, std::move(answer));
    under_way_.erase(token);
    Outcome outcome{Failure::Timeout, 0, clock_.now()};
    if (result) {
        outcome.failure = *result ? Failure::None : failure_of(result->error());
        outcome.status = *result ? (*result)->status : 0;
    }
    receiver_->ended(token, outcome);
}

asio::awaitable<void> TransportSender::stop() {
    exchanges_.cancel();
    co_await exchanges_.join();
    const std::set<Token> abandoned = std::exchange(under_way_, {});
    for (const Token token : abandoned) {
        receiver_->ended(token, {Failure::Abandoned, 0, clock_.now()});
    }
}

}  // namespace flotilla::load

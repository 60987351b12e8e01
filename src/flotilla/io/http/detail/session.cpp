#include "flotilla/io/http/detail/session.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>

#include "flotilla/io/cancellation.hpp"
#include "flotilla/io/http/detail/message_text.hpp"
#include "flotilla/io/http/detail/session_writer.hpp"

namespace flotilla::io::http::detail {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t kMaxDrained = 64 << 20;
constexpr std::size_t kKeptOutput = 64 << 10;
constexpr auto kDrainTime = std::chrono::seconds{2};

std::string what_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        return exception.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace

Session::Session(SessionContext& context, ConnectionPtr connection, std::string peer_address)
    : context_{context}, connection_{std::move(connection)} {
    peer_.address = std::move(peer_address);
}

asio::awaitable<void> Session::run() {
    const auto established = co_await establish();
    if (!established) {
        co_return;
    }
    bool goes_on = true;
    while (goes_on && !context_.is_stopping) {
        goes_on = co_await serve_one();
    }
    connection_->close();
}

bool Session::is_overdue(TimePoint now) const {
    return (deadline_ && *deadline_ < now) || (is_handling_ && connection_->is_peer_gone());
}

asio::awaitable<Result<void>> Session::establish() {
    if (!context_.tls) {
        co_return Result<void>{};
    }
    expect_within(context_.options.handshake_timeout);
    ConnectionPtr lower = std::exchange(connection_, nullptr);
    auto secured = co_await accept_tls(context_.tls, std::move(lower));
    if (!secured) {
        co_return tl::unexpected<Error>{std::move(secured).error()};
    }
    connection_ = std::move(secured->connection);
    peer_.certificate_subject = std::move(secured->peer_subject);
    co_return Result<void>{};
}

/// Whether the connection can carry another request.
asio::awaitable<bool> Session::serve_one() {
    RequestParser parser{context_.options.max_header_bytes, context_.options.max_body_bytes};
    const bool received = co_await receive(parser);
    if (!received) {
        co_return false;
    }
    co_return co_await answer(parser);
}

/// Reads one request; what cannot be one is refused here.
asio::awaitable<bool> Session::receive(RequestParser& parser) {
    is_idle_ = buffer_.is_empty();
    expect_within(is_idle_ ? context_.options.idle_timeout : context_.options.receive_timeout);
    bool has_continued = false;
    while (true) {
        if (!buffer_.is_empty()) {
            buffer_.consume(parser.feed(buffer_.data()));
        }
        if (parser.failure_status() != 0) {
            co_await refuse(parser.failure_status(), parser.failure());
            co_return false;
        }
        if (parser.is_done()) {
            co_return true;
        }
        if (parser.is_header_done() && parser.expects_continue() && !has_continued &&
            parser.request().body.empty()) {
            has_continued = true;
            const auto told = co_await connection_->write(kContinue);
            if (!told) {
                co_return false;
            }
        }
        const ReadBuffer::Space space = buffer_.space();
        const auto count = co_await connection_->read_some(space.data, space.size);
        if (!count || *count == 0) {
            co_return false;
        }
        buffer_.commit(*count);
        if (is_idle_) {
            is_idle_ = false;
            expect_within(context_.options.receive_timeout);
        }
    }
}

/// Tells the client and then listens to it for a while: closing at once would take the answer back (TCP
/// reset).
asio::awaitable<void> Session::refuse(int status, std::string why) {
    expect_within(kDrainTime);
    Response response{status};
    response.headers.add("Content-Type", "text/plain");
    response.body = why + "\n";
    Framing framing;
    framing.length = response.body.size();
    framing.closes = true;
    out_.clear();
    append_response_head(out_, response, framing);
    out_ += response.body;
    const auto told = co_await connection_->write(out_);
    if (!told) {
        co_return;
    }
    std::size_t drained = 0;
    while (drained < kMaxDrained) {
        buffer_.consume(buffer_.data().size());
        const ReadBuffer::Space space = buffer_.space();
        const auto count = co_await connection_->read_some(space.data, space.size);
        if (!count || *count == 0) {
            co_return;
        }
        drained += *count;
    }
}

/// Whether the connection can carry another request.
asio::awaitable<bool> Session::answer(RequestParser& parser) {
    SessionWriter::Conditions conditions;
    conditions.keeps_alive = parser.keeps_alive() && !context_.is_stopping;
    conditions.is_http_1_0 = parser.is_http_1_0();
    conditions.is_head = parser.request().method == "HEAD";
    SessionWriter writer{*this, conditions};
    Request request = std::move(parser.request());
    request.peer = peer_;
    deadline_.reset();
    is_handling_ = true;
    co_await handle(std::move(request), writer);
    is_handling_ = false;
    if (out_.capacity() > kKeptOutput) {
        out_ = {};
    }
    co_return writer.leaves_usable();
}

/// A handler that throws, or says nothing, has a defect: that costs its request the answer, not the server.
asio::awaitable<void> Session::handle(Request request, SessionWriter& writer) {
    std::exception_ptr thrown;
    try {
        co_await context_.handler.handle(std::move(request), writer);
    } catch (...) {
        thrown = std::current_exception();
        if (is_cancellation(thrown)) {
            throw;
        }
    }
    if (thrown) {
        context_.options.on_defect(what_of(thrown));
    }
    if (!writer.has_begun()) {
        Response silence{500};
        silence.body = thrown ? "the handler failed\n" : "the handler gave no answer\n";
        co_await writer.send(std::move(silence));
    }
}

asio::awaitable<Result<void>> Session::write(std::string_view first, std::string_view second) {
    expect_within(context_.options.write_timeout);
    auto written = co_await connection_->write(first, second);
    deadline_.reset();
    co_return written;
}

}  // namespace flotilla::io::http::detail

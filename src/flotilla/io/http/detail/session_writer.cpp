#include "flotilla/io/http/detail/session_writer.hpp"

#include <utility>

#include "flotilla/io/http/detail/message_text.hpp"
#include "flotilla/io/http/detail/session.hpp"

namespace flotilla::io::http::detail {
namespace {

constexpr std::size_t kCopiedBody = 16 << 10;  // smaller bodies go out in one piece with their header

}  // namespace

asio::awaitable<Result<void>> SessionWriter::send(Response response) {
    FLOTILLA_ASSERT(state_ == State::Nothing);
    state_ = State::Finished;
    Framing framing;
    framing.closes = !conditions_.keeps_alive;
    if (has_body(response.status)) {
        framing.length = response.body.size();
    }
    session_.out_.clear();
    append_response_head(session_.out_, response, framing);
    std::string_view body = response.body;
    if (conditions_.is_head || !has_body(response.status)) {
        body = {};
    } else if (body.size() <= kCopiedBody) {
        session_.out_ += body;
        body = {};
    }
    co_return co_await put(session_.out_, body);
}

asio::awaitable<Result<void>> SessionWriter::start(Response head) {
    FLOTILLA_ASSERT(state_ == State::Nothing);
    state_ = State::Streaming;
    omits_body_ = conditions_.is_head || !has_body(head.status);
    is_chunked_ = has_body(head.status) && !conditions_.is_http_1_0;
    if (conditions_.is_http_1_0) {
        conditions_.keeps_alive = false;  // the end of the connection is the end of the body
    }
    Framing framing;
    framing.is_chunked = is_chunked_;
    framing.closes = !conditions_.keeps_alive;
    session_.out_.clear();
    append_response_head(session_.out_, head, framing);
    co_return co_await put(session_.out_);
}

asio::awaitable<Result<void>> SessionWriter::write(std::string_view chunk) {
    FLOTILLA_ASSERT(state_ == State::Streaming);
    if (chunk.empty() || omits_body_) {
        co_return Result<void>{};
    }
    if (!is_chunked_) {
        co_return co_await put(chunk);
    }
    session_.out_.clear();
    append_chunk(session_.out_, chunk);
    co_return co_await put(session_.out_);
}

asio::awaitable<Result<void>> SessionWriter::finish() {
    FLOTILLA_ASSERT(state_ == State::Streaming);
    state_ = State::Finished;
    if (!is_chunked_ || omits_body_) {
        co_return Result<void>{};
    }
    co_return co_await put(kLastChunk);
}

asio::awaitable<Result<void>> SessionWriter::put(std::string_view first, std::string_view second) {
    auto written = co_await session_.write(first, second);
    has_failed_ = has_failed_ || !written;
    co_return written;
}

}  // namespace flotilla::io::http::detail

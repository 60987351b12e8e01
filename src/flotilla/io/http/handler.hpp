#pragma once
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/http/message.hpp"

namespace flotilla::io::http {

namespace asio = boost::asio;

/// Where a handler puts its answer: either one `send`, or `start`, any number of `write`, and `finish`.
class ResponseWriter {
public:
    ResponseWriter() = default;
    ResponseWriter(const ResponseWriter&) = delete;
    ResponseWriter& operator=(const ResponseWriter&) = delete;
    virtual ~ResponseWriter() = default;

    virtual asio::awaitable<Result<void>> send(Response response) = 0;
    /// Sends status and header fields (`head.body` is ignored); the body follows in chunks.
    virtual asio::awaitable<Result<void>> start(Response head) = 0;
    /// Returns when the other side can take more: a slow reader slows the writer. Unavailable: the other side
    /// has gone.
    virtual asio::awaitable<Result<void>> write(std::string_view chunk) = 0;
    virtual asio::awaitable<Result<void>> finish() = 0;
};

/// Answers requests; many may be under way at once, all on one executor. Cancelled when the other side goes
/// away.
class Handler {
public:
    Handler() = default;
    Handler(const Handler&) = delete;
    Handler& operator=(const Handler&) = delete;
    virtual ~Handler() = default;

    virtual asio::awaitable<void> handle(Request request, ResponseWriter& writer) = 0;
};

}  // namespace flotilla::io::http

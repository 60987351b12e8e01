#pragma once
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/http/message.hpp"

namespace flotilla::io::http {

namespace asio = boost::asio;

/// The body of an answer, as it comes. Destroying it ends the exchange.
class BodyStream {
public:
    BodyStream() = default;
    BodyStream(const BodyStream&) = delete;
    BodyStream& operator=(const BodyStream&) = delete;
    virtual ~BodyStream() = default;

    /// The next piece; empty at the end. Unavailable: cut off in the middle.
    virtual asio::awaitable<Result<std::string>> read() = 0;
};

/// Status and header fields (`head.body` is empty), and the body still to come.
struct StreamingResponse {
    Response head;
    std::unique_ptr<BodyStream> body;
};

/// Sends requests to one server. What comes back with a status, even 500, is a value; Unavailable,
/// DeadlineExceeded are errors.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    virtual asio::awaitable<Result<Response>> round_trip(Request request) = 0;
    virtual asio::awaitable<Result<StreamingResponse>> open(Request request) = 0;
};

}  // namespace flotilla::io::http

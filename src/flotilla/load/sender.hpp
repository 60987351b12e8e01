#pragma once
#include <cstddef>
#include <cstdint>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/load/user.hpp"

namespace flotilla::load {

namespace asio = boost::asio;

/// Why there was no answer.
enum class Failure : std::uint8_t {
    None,
    Connect,   ///< no connection could be made
    Broken,    ///< the connection ended, or what came over it was no HTTP
    Timeout,   ///< no whole answer in time
    Abandoned  ///< the run ended before the answer
};
inline constexpr std::size_t kFailureKinds = 5;

struct Outcome {
    Failure failure = Failure::None;
    int status = 0;  ///< of the answer, when there was one
    TimePoint ended;

    [[nodiscard]] bool is_good() const { return failure == Failure::None && status < 400; }
};

/// Names one request between a sender and who is told of its end.
using Token = std::size_t;

class Receiver {
public:
    Receiver() = default;
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;
    virtual ~Receiver() = default;

    /// Exactly once for each request sent; may send further ones.
    virtual void ended(Token token, const Outcome& outcome) = 0;
};

/// Sends requests to one server, any number at a time. One executor: not for use across threads.
class Sender {
public:
    Sender() = default;
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;
    virtual ~Sender() = default;

    /// Before the first `send`. Unavailable: the server's name means nothing.
    virtual asio::awaitable<Result<void>> start(Receiver& receiver) = 0;
    /// @param message may be changed and used again afterwards
    virtual void send(Token token, const Message& message) = 0;
    /// Ends what is under way as Abandoned, and waits until nothing of it is left.
    virtual asio::awaitable<void> stop() = 0;
};

}  // namespace flotilla::load

#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"

namespace flotilla::io::http {

namespace asio = boost::asio;

/// Bytes in both directions, whatever is underneath: TCP, TLS over another connection, or a script in a test.
///
/// One read and one write may be under way at the same time. A cancelled read loses nothing; a cancelled
/// write leaves the connection fit only for being closed. Destroying it closes it.
class Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    /// At least one byte, or 0 when the other side has ended. Unavailable: broken off.
    virtual asio::awaitable<Result<std::size_t>> read_some(char* data, std::size_t size) = 0;
    /// Both pieces, in one go where possible. The text must outlive the call. Unavailable: the other side has
    /// gone.
    virtual asio::awaitable<Result<void>> write(std::string_view first, std::string_view second = {}) = 0;
    /// Ends both directions; waiting reads and writes return.
    virtual void close() = 0;
    /// Open, and nothing has come that was not asked for: fit for another request.
    [[nodiscard]] virtual bool is_quiet() const = 0;
    /// The other side has closed or reset the connection, as far as the kernel knows; reads nothing.
    [[nodiscard]] virtual bool is_peer_gone() const = 0;
};

using ConnectionPtr = std::unique_ptr<Connection>;

}  // namespace flotilla::io::http

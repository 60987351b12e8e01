#pragma once
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "flotilla/io/http/connection.hpp"
#include "flotilla/io/http/detail/read_buffer.hpp"
#include "flotilla/io/http/detail/response_parser.hpp"

namespace flotilla::io::http::detail {

/// A client's connection with what was read from it and not used yet.
struct Link {
    Link() = default;
    explicit Link(ConnectionPtr opened) : connection{std::move(opened)} {}

    ConnectionPtr connection;
    ReadBuffer buffer;

    /// Nothing came that was not asked for, and the server has not closed it.
    [[nodiscard]] bool is_reusable() const {
        return connection && buffer.is_empty() && connection->is_quiet();
    }
};

/// Gives the parser what is left from before or, when that is nothing, what comes next. Unavailable: broken
/// off, or no HTTP.
asio::awaitable<Result<void>> advance(Link& link, ResponseParser& parser);

}  // namespace flotilla::io::http::detail

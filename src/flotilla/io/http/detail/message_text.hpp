#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/io/http/message.hpp"

namespace flotilla::io::http::detail {

/// How the end of a body is told.
struct Framing {
    std::optional<std::size_t> length = std::nullopt;  ///< Content-Length
    bool is_chunked = false;
    bool closes = false;  ///< "Connection: close"
};

/// Puts the status line and the header behind `out`. Fields of the framing (Content-Length,
/// Transfer-Encoding, Connection) are ours alone: those of `head` are left out. Line breaks within a value
/// become spaces.
void append_response_head(std::string& out, const Response& head, const Framing& framing);

/// The same of a request. @param target what goes into the request line; @param host the Host field, unless
/// the request has one
void append_request_head(
    std::string& out,
    const Request& request,
    std::string_view target,
    std::string_view host,
    const Framing& framing
);

/// One chunk of a chunked body. An empty one would end the body: use `kLastChunk`.
void append_chunk(std::string& out, std::string_view data);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace flotilla::io::http::detail

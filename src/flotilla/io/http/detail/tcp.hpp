#pragma once
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "flotilla/io/http/connection.hpp"

namespace flotilla::io::http::detail {

/// A connected socket as a Connection; sends small pieces at once (no Nagle delay).
ConnectionPtr tcp_connection(asio::ip::tcp::socket socket);

/// "127.0.0.1:4711", "[::1]:4711"
std::string to_string(const asio::ip::tcp::endpoint& endpoint);

}  // namespace flotilla::io::http::detail

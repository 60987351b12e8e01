#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include "flotilla/base/base64.hpp"
#include "flotilla/io/http/detail/dial.hpp"
#include "flotilla/io/http/detail/message_text.hpp"
#include "flotilla/io/http/detail/response_parser.hpp"

namespace flotilla::io::http::detail {
namespace {

tl::unexpected<Error> refused(std::string why) {
    return fail(ErrorCode::Unavailable, std::move(why));
}

/// SOCKS5 (RFC 1928, RFC 1929): exactly so many bytes come next.
asio::awaitable<Result<std::string>> read_exactly(Connection& connection, std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t have = 0;
    while (have < size) {
        FLOTILLA_CO_TRY(
            const std::size_t count, co_await connection.read_some(bytes.data() + have, size - have)
        );
        if (count == 0) {
            co_return refused("it hung up");
        }
        have += count;
    }
    co_return bytes;
}

std::string length_prefixed(std::string_view text) {
    std::string out(1, static_cast<char>(text.size()));
    out += text;
    return out;
}

asio::awaitable<Result<void>> log_in_to_socks(Connection& connection, std::string_view user_info) {
    const std::size_t colon = user_info.find(':');
    const std::string_view name = user_info.substr(0, colon);
    const std::string_view password = colon == std::string_view::npos ? "" : user_info.substr(colon + 1);
    if (name.size() > 255 || password.size() > 255) {
        co_return refused("name and password must not be longer than 255 bytes");
    }
    const std::string request = "\x01" + length_prefixed(name) + length_prefixed(password);
    FLOTILLA_CO_CHECK(co_await connection.write(request));
    FLOTILLA_CO_TRY(const std::string reply, co_await read_exactly(connection, 2));
    if (reply[1] != 0) {
        co_return refused("it does not accept name and password");
    }
    co_return Result<void>{};
}

std::string socks_connect_request(const Url& server) {
    std::string request{"\x05\x01\x00", 3};
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address(server.host, no_address);
    if (no_address) {
        request += '\x03' + length_prefixed(server.host);  // the proxy resolves the name
    } else if (address.is_v4()) {
        const auto bytes = address.to_v4().to_bytes();
        request += '\x01';
        request.append(bytes.begin(), bytes.end());
    } else {
        const auto bytes = address.to_v6().to_bytes();
        request += '\x04';
        request.append(bytes.begin(), bytes.end());
    }
    request += static_cast<char>(server.port >> 8U);
    request += static_cast<char>(server.port & 255U);
    return request;
}

std::string_view socks_failure(unsigned char code) {
    static constexpr std::array<std::string_view, 9> kTexts{
        "granted",
        "general failure",
        "not allowed by its rules",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "TTL expired",
        "command not supported",
        "address type not supported"
    };
    return code < kTexts.size() ? kTexts[code] : "unknown failure";
}

}  // namespace

std::string basic_authorization(std::string_view user_info) {
    return "Basic " + base64_encode(user_info);
}

asio::awaitable<Result<void>> open_http_tunnel(Connection& connection, const Url& proxy, const Url& server) {
    Request request{"CONNECT", server.authority()};
    if (!proxy.user_info.empty()) {
        request.headers.add("Proxy-Authorization", basic_authorization(proxy.user_info));
    }
    std::string head;
    append_request_head(head, request, request.target, request.target, Framing{});
    FLOTILLA_CO_CHECK(co_await connection.write(head));
    ResponseParser parser{true};
    std::string unparsed;
    while (!parser.is_done()) {
        // One byte at a time: what follows the header belongs to the tunnel.
        char byte = 0;
        FLOTILLA_CO_TRY(const std::size_t count, co_await connection.read_some(&byte, 1));
        if (count == 0) {
            co_return refused("it hung up");
        }
        unparsed += byte;
        unparsed.erase(0, parser.feed(unparsed));
        if (!parser.failure().empty()) {
            co_return refused(fmt::format("its answer is no HTTP: {}", parser.failure()));
        }
    }
    if (parser.response().status / 100 != 2) {
        co_return refused(fmt::format("it answered {}", parser.response().status));
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> open_socks_tunnel(Connection& connection, const Url& proxy, const Url& server) {
    const bool has_login = !proxy.user_info.empty();
    const std::string_view methods =
        has_login ? std::string_view{"\x05\x02\x00\x02", 4} : std::string_view{"\x05\x01\x00", 3};
    FLOTILLA_CO_CHECK(co_await connection.write(methods));
    FLOTILLA_CO_TRY(const std::string method, co_await read_exactly(connection, 2));
    if (method[0] != 5) {
        co_return refused("it does not speak SOCKS5");
    }
    if (method[1] == 2 && has_login) {
        FLOTILLA_CO_CHECK(co_await log_in_to_socks(connection, proxy.user_info));
    } else if (method[1] != 0) {
        co_return refused("it wants another way to log in");
    }
    if (server.host.size() > 255) {
        co_return refused("the host's name is too long");
    }
    const std::string request = socks_connect_request(server);
    FLOTILLA_CO_CHECK(co_await connection.write(request));
    FLOTILLA_CO_TRY(const std::string reply, co_await read_exactly(connection, 5));
    if (reply[1] != 0) {
        co_return refused(std::string{socks_failure(static_cast<unsigned char>(reply[1]))});
    }
    const std::size_t address = reply[3] == 1   ? 4
                                : reply[3] == 4 ? 16
                                                : 1 + static_cast<unsigned char>(reply[4]);
    FLOTILLA_CO_CHECK(co_await read_exactly(connection, address + 2 - 1));
    co_return Result<void>{};
}

}  // namespace flotilla::io::http::detail

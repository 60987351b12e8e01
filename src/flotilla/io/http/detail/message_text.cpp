#include "flotilla/io/http/detail/message_text.hpp"

#include <iterator>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

namespace flotilla::io::http::detail {
namespace {

namespace beast = boost::beast;

bool is(std::string_view name, std::string_view other) {
    return beast::iequals({name.data(), name.size()}, {other.data(), other.size()});
}

void append_value(std::string& out, std::string_view value) {
    if (value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos) {
        out += value;
        return;
    }
    for (const char c : value) {
        out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    }
}

void append_fields(std::string& out, const Headers& headers, const Framing& framing) {
    for (const auto& [name, value] : headers.fields()) {
        if (is(name, "content-length") || is(name, "transfer-encoding") || is(name, "connection")) {
            continue;
        }
        append_value(out, name);
        out += ": ";
        append_value(out, value);
        out += "\r\n";
    }
    if (framing.length) {
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", *framing.length);
    }
    if (framing.is_chunked) {
        out += "Transfer-Encoding: chunked\r\n";
    }
    if (framing.closes) {
        out += "Connection: close\r\n";
    }
    out += "\r\n";
}

}  // namespace

void append_response_head(std::string& out, const Response& head, const Framing& framing) {
    const auto reason = beast::http::obsolete_reason(static_cast<beast::http::status>(head.status));
    fmt::format_to(
        std::back_inserter(out),
        "HTTP/1.1 {} {}\r\n",
        head.status,
        std::string_view{reason.data(), reason.size()}
    );
    append_fields(out, head.headers, framing);
}

void append_request_head(
    std::string& out,
    const Request& request,
    std::string_view target,
    std::string_view host,
    const Framing& framing
) {
    append_value(out, request.method);
    out += ' ';
    append_value(out, target);
    out += " HTTP/1.1\r\n";
    if (!request.headers.find("host")) {
        out += "Host: ";
        append_value(out, host);
        out += "\r\n";
    }
    append_fields(out, request.headers, framing);
}

void append_chunk(std::string& out, std::string_view data) {
    fmt::format_to(std::back_inserter(out), "{:x}\r\n", data.size());
    out += data;
    out += "\r\n";
}

}  // namespace flotilla::io::http::detail

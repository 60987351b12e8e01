#include "flotilla/io/http/detail/response_parser.hpp"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace flotilla::io::http::detail {
namespace {

namespace beast = boost::beast;

constexpr std::uint32_t kMaxHeaderBytes = 256 << 10;

}  // namespace

ResponseParser::ResponseParser(bool has_no_body) {
    header_limit(kMaxHeaderBytes);
    body_limit(boost::none);
    eager(true);
    skip(has_no_body);
}

std::size_t ResponseParser::feed(std::string_view data) {
    if (!failure_.empty() || basic_parser::is_done() || data.empty()) {
        return 0;
    }
    beast::error_code error;
    const std::size_t used = put(boost::asio::const_buffer{data.data(), data.size()}, error);
    if (error && error != beast::http::error::need_more) {
        failure_ = error.message();
    }
    return used;
}

void ResponseParser::feed_end() {
    if (!has_begun()) {
        failure_ = "the connection ended before an answer";
        return;
    }
    beast::error_code error;
    put_eof(error);
    if (error) {
        failure_ = "the connection ended in the middle of the answer";
    }
}

void ResponseParser::on_response_impl(int status, View, int, ErrorCode&) {
    response_.status = status;
}

void ResponseParser::on_field_impl(beast::http::field, View name, View value, ErrorCode&) {
    if (!header_seen_) {
        response_.headers.add({name.data(), name.size()}, {value.data(), value.size()});
    }
}

void ResponseParser::on_header_impl(ErrorCode&) {
    header_seen_ = true;
}

void ResponseParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) {
    if (length) {
        constexpr std::size_t kTrusted = 1 << 20;  // what a server announces need not come
        response_.body.reserve(std::min<std::size_t>(*length, kTrusted));
    }
}

std::size_t ResponseParser::on_body_impl(View body, ErrorCode&) {
    response_.body.append(body.data(), body.size());
    return body.size();
}

std::size_t ResponseParser::on_chunk_body_impl(std::uint64_t, View body, ErrorCode&) {
    response_.body.append(body.data(), body.size());
    return body.size();
}

void ResponseParser::on_request_impl(beast::http::verb, View, View, int, ErrorCode&) {}
void ResponseParser::on_chunk_header_impl(std::uint64_t, View, ErrorCode&) {}
void ResponseParser::on_finish_impl(ErrorCode&) {}

}  // namespace flotilla::io::http::detail

#include "flotilla/io/http/detail/request_parser.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

namespace flotilla::io::http::detail {
namespace {

namespace beast = boost::beast;

int status_of(const beast::error_code& error) {
    if (error == beast::http::error::body_limit || error == beast::http::error::buffer_overflow) {
        return 413;
    }
    if (error == beast::http::error::header_limit) {
        return 431;
    }
    if (error == beast::http::error::bad_version) {
        return 505;
    }
    return 400;
}

/// "http://host/path" is what a proxy gets; a server reads its path.
void strip_absolute_form(std::string& target) {
    const std::size_t scheme = target.find("://");
    if (target.starts_with('/') || scheme == std::string::npos) {
        return;
    }
    const std::size_t path = target.find_first_of("/?", scheme + 3);
    target = path == std::string::npos ? "/" : target.substr(path);
    if (target.front() == '?') {
        target.insert(0, 1, '/');
    }
}

}  // namespace

RequestParser::RequestParser(std::size_t max_header_bytes, std::size_t max_body_bytes)
    : max_header_bytes_{max_header_bytes}, max_body_bytes_{max_body_bytes} {
    header_limit(static_cast<std::uint32_t>(max_header_bytes));
    body_limit(max_body_bytes);
    eager(true);
}

std::size_t RequestParser::feed(std::string_view data) {
    if (failure_status_ != 0 || basic_parser::is_done() || data.empty()) {
        return 0;
    }
    const bool in_header = !is_header_done();
    beast::error_code error;
    const std::size_t used = put(boost::asio::const_buffer{data.data(), data.size()}, error);
    if (in_header && !is_header_done()) {
        header_bytes_ += used;
        if (header_bytes_ + (data.size() - used) > max_header_bytes_) {
            fail(431, fmt::format("the header is larger than {} bytes", max_header_bytes_));
        }
    }
    if (error && error != beast::http::error::need_more && failure_status_ == 0) {
        fail(status_of(error), error.message());
    }
    return used;
}

void RequestParser::fail(int status, std::string message) {
    failure_status_ = status;
    failure_ = std::move(message);
}

void RequestParser::on_request_impl(beast::http::verb, View method, View target, int version, ErrorCode&) {
    request_.method.assign(method.data(), method.size());
    request_.target.assign(target.data(), target.size());
    strip_absolute_form(request_.target);
    version_ = version;
}

void RequestParser::on_field_impl(beast::http::field, View name, View value, ErrorCode& error) {
    if (header_seen_) {
        return;  // trailers: nobody here reads them
    }
    take_field({name.data(), name.size()}, {value.data(), value.size()});
    if (failure_status_ != 0) {
        error = beast::http::error::bad_field;
    }
}

void RequestParser::take_field(std::string_view name, std::string_view value) {
    if (value.find('\0') != std::string_view::npos) {
        fail(400, "a header field holds a zero byte");
        return;
    }
    if (beast::iequals(View{name.data(), name.size()}, "host")) {
        ++hosts_;
    } else if (beast::iequals(View{name.data(), name.size()}, "content-length")) {
        ++lengths_;
    } else if (beast::iequals(View{name.data(), name.size()}, "transfer-encoding")) {
        ++encodings_;
        if (!beast::iequals(View{value.data(), value.size()}, "chunked")) {
            fail(501, "transfer encodings other than chunked are not supported");
        }
    } else if (beast::iequals(View{name.data(), name.size()}, "expect")) {
        expects_continue_ = beast::iequals(View{value.data(), value.size()}, "100-continue");
    }
    request_.headers.add(std::string{name}, std::string{value});
}

void RequestParser::on_header_impl(ErrorCode& error) {
    header_seen_ = true;
    check_header();
    if (failure_status_ != 0) {
        error = beast::http::error::bad_field;
    }
}

void RequestParser::check_header() {
    const bool is_path = request_.target.starts_with('/');
    const bool is_asterisk = request_.method == "OPTIONS" && request_.target == "*";
    if (!is_path && !is_asterisk) {
        fail(400, "the request target is not a path");
    } else if (encodings_ > 1 || lengths_ > 1 || (encodings_ == 1 && lengths_ == 1)) {
        fail(400, "the length of the body is given twice");
    } else if (encodings_ == 1 && version_ == 10) {
        fail(400, "HTTP/1.0 has no transfer encodings");
    } else if (hosts_ > 1 || (hosts_ == 0 && version_ == 11)) {
        fail(400, "exactly one Host field is needed");
    }
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) {
    if (length) {
        constexpr std::size_t kTrusted = 64 << 10;  // what a client announces need not come
        request_.body.reserve(std::min<std::size_t>(*length, kTrusted));
    }
}

std::size_t RequestParser::on_body_impl(View body, ErrorCode&) {
    request_.body.append(body.data(), body.size());
    return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, View, ErrorCode& error) {
    if (size > max_body_bytes_ - std::min(max_body_bytes_, request_.body.size())) {
        fail(413, fmt::format("the body is larger than {} bytes", max_body_bytes_));
        error = beast::http::error::body_limit;
    }
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View body, ErrorCode&) {
    request_.body.append(body.data(), body.size());
    return body.size();
}

void RequestParser::on_response_impl(int, View, int, ErrorCode&) {}
void RequestParser::on_finish_impl(ErrorCode&) {}

}  // namespace flotilla::io::http::detail

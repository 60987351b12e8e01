#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "flotilla/io/http/message.hpp"

namespace flotilla::io::http::detail {

/// One request out of bytes in any portions; refuses what two servers could read in two ways.
class RequestParser final : private boost::beast::http::basic_parser<true> {
public:
    RequestParser(std::size_t max_header_bytes, std::size_t max_body_bytes);

    /// Takes from the front of `data` and says how much; stops at the end of the request.
    std::size_t feed(std::string_view data);

    [[nodiscard]] bool has_begun() const { return got_some(); }
    [[nodiscard]] bool is_header_done() const { return basic_parser::is_header_done(); }
    [[nodiscard]] bool is_done() const { return failure_status_ == 0 && basic_parser::is_done(); }
    /// 0, or the status to refuse the request with: 400, 413, 431, 501, 505.
    [[nodiscard]] int failure_status() const { return failure_status_; }
    [[nodiscard]] const std::string& failure() const { return failure_; }

    /// The client waits for "100 Continue" before it sends the body.
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }
    [[nodiscard]] bool keeps_alive() const { return keep_alive(); }
    [[nodiscard]] bool is_http_1_0() const { return version_ == 10; }
    [[nodiscard]] Request& request() { return request_; }

private:
    using View = boost::beast::string_view;
    using ErrorCode = boost::beast::error_code;

    void fail(int status, std::string message);
    void check_header();
    void take_field(std::string_view name, std::string_view value);

    void on_request_impl(
        boost::beast::http::verb verb, View method, View target, int version, ErrorCode& error
    ) override;
    void on_response_impl(int status, View reason, int version, ErrorCode& error) override;
    void on_field_impl(boost::beast::http::field known, View name, View value, ErrorCode& error) override;
    void on_header_impl(ErrorCode& error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& error) override;
    std::size_t on_body_impl(View body, ErrorCode& error) override;
    void on_chunk_header_impl(std::uint64_t size, View extensions, ErrorCode& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t remaining, View body, ErrorCode& error) override;
    void on_finish_impl(ErrorCode& error) override;

    Request request_;
    std::string failure_;
    std::size_t max_header_bytes_;
    std::size_t max_body_bytes_;
    std::size_t header_bytes_ = 0;
    int failure_status_ = 0;
    int version_ = 11;
    int hosts_ = 0;
    int lengths_ = 0;
    int encodings_ = 0;
    bool header_seen_ = false;
    bool expects_continue_ = false;
};

}  // namespace flotilla::io::http::detail

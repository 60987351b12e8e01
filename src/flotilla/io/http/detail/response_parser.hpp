#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "flotilla/io/http/message.hpp"

namespace flotilla::io::http::detail {

/// One response out of bytes in any portions. The body gathers in `response().body`; a reader of streams
/// takes it away.
class ResponseParser final : private boost::beast::http::basic_parser<false> {
public:
    /// @param has_no_body the answer to HEAD or CONNECT: whatever its header says
    explicit ResponseParser(bool has_no_body);

    /// Takes from the front of `data` and says how much; stops at the end of the response.
    std::size_t feed(std::string_view data);
    /// The connection has ended: fine when the body was to last until then.
    void feed_end();

    [[nodiscard]] bool has_begun() const { return got_some(); }
    [[nodiscard]] bool is_header_done() const { return basic_parser::is_header_done(); }
    [[nodiscard]] bool is_done() const { return failure_.empty() && basic_parser::is_done(); }
    /// "" or why this is no HTTP.
    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] bool keeps_alive() const { return keep_alive(); }
    [[nodiscard]] Response& response() { return response_; }

private:
    using View = boost::beast::string_view;
    using ErrorCode = boost::beast::error_code;

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

    Response response_;
    std::string failure_;
    bool header_seen_ = false;
};

}  // namespace flotilla::io::http::detail

#include "flotilla/io/http/detail/link.hpp"

namespace flotilla::io::http::detail {

asio::awaitable<Result<void>> advance(Link& link, ResponseParser& parser) {
    std::size_t used = parser.feed(link.buffer.data());
    link.buffer.consume(used);
    if (used == 0 && !parser.is_done() && parser.failure().empty()) {
        const ReadBuffer::Space space = link.buffer.space();
        FLOTILLA_CO_TRY(const std::size_t count, co_await link.connection->read_some(space.data, space.size));
        link.buffer.commit(count);
        if (count == 0) {
            parser.feed_end();
        } else {
            used = parser.feed(link.buffer.data());
            link.buffer.consume(used);
        }
    }
    if (!parser.failure().empty()) {
        co_return fail(ErrorCode::Unavailable, parser.failure());
    }
    co_return Result<void>{};
}

}  // namespace flotilla::io::http::detail

#include "flotilla/io/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "flotilla/io/cancellation.hpp"

namespace flotilla::io {

Signal::Signal(const asio::any_io_executor& executor)
    : never_{executor, asio::steady_timer::time_point::max()} {}

asio::awaitable<void> Signal::wait() {
    co_await never_.async_wait(asio::as_tuple(asio::use_awaitable));
    throw_if_cancelled(co_await asio::this_coro::cancellation_state);
}

void Signal::notify_all() {
    never_.cancel();
}

}  // namespace flotilla::io

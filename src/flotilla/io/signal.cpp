#include "flotilla/io/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace flotilla::io {

Signal::Signal(const asio::any_io_executor& executor)
    : never_{executor, asio::steady_timer::time_point::max()} {}

asio::awaitable<void> Signal::wait() {
    co_await never_.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error{asio::error::operation_aborted};
    }
}

void Signal::notify_all() {
    never_.cancel();
}

}  // namespace flotilla::io

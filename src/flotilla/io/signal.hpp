#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace flotilla::io {

namespace asio = boost::asio;

/// Wakes the tasks that wait for it. One executor: not for use across threads.
///
/// A wake-up says "look again", not "it is so": wait in a loop around the condition.
class Signal {
public:
    explicit Signal(const asio::any_io_executor& executor);
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    /// Returns at the next `notify_all()`. Cancelled: throws operation_aborted.
    asio::awaitable<void> wait();
    void notify_all();

private:
    asio::steady_timer never_;  // waiters wait for it; cancelling it wakes them in order
};

}  // namespace flotilla::io

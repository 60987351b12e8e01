#pragma once
#include <cstdint>
#include <map>
#include <memory>

#include <boost/asio/awaitable.hpp>

namespace flotilla::io {

namespace asio = boost::asio;

/// Wakes the tasks that wait for it. One executor: not for use across threads.
///
/// A wake-up says "look again", not "it is so": wait in a loop around the condition.
class Signal {
public:
    Signal();
    ~Signal();
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    /// Returns at the next `notify_all()`. Cancelled: throws operation_aborted.
    asio::awaitable<void> wait();
    void notify_all();

private:
    struct Waiter;
    std::uint64_t created_ = 0;
    std::map<std::uint64_t, std::unique_ptr<Waiter>> waiters_;
};

}  // namespace flotilla::io

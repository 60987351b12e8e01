#include "flotilla/io/clock.hpp"

#include <algorithm>
#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "flotilla/io/cancellation.hpp"

namespace flotilla::io {
namespace {}  // namespace

TimePoint RealClock::now() const {
    return TimePoint{std::chrono::steady_clock::now().time_since_epoch()};
}

WallTime RealClock::wall_now() const {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

asio::awaitable<void> RealClock::sleep_until(TimePoint when) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor, std::chrono::steady_clock::time_point{when.time_since_epoch()}};
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    throw_if_cancelled(co_await asio::this_coro::cancellation_state);
}

/// A task that sleeps in virtual time: registered with the clock for as long as it is alive.
class VirtualClock::Timer {
public:
    Timer(VirtualClock& clock, TimePoint when)
        : clock_{clock},
          key_{std::max(when, clock.now_), clock.created_++},
          never_{clock.context_, asio::steady_timer::time_point::max()} {
        clock_.timers_.emplace(key_, this);
    }
    ~Timer() { clock_.timers_.erase(key_); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    auto wait() { return never_.async_wait(asio::as_tuple(asio::use_awaitable)); }
    void fire() { never_.cancel(); }

private:
    VirtualClock& clock_;
    TimerKey key_;
    asio::steady_timer never_;
};

VirtualClock::VirtualClock(asio::io_context& context, WallTime start) : context_{context}, start_{start} {}

VirtualClock::~VirtualClock() = default;

asio::awaitable<void> VirtualClock::sleep_until(TimePoint when) {
    Timer timer{*this, when};
    co_await timer.wait();
    throw_if_cancelled(co_await asio::this_coro::cancellation_state);
}

void VirtualClock::run_ready() {
    context_.restart();
    context_.poll();
}

bool VirtualClock::fire_next(TimePoint until) {
    const auto next = timers_.begin();
    if (next == timers_.end() || next->first.first > until) {
        return false;
    }
    now_ = next->first.first;
    Timer* timer = next->second;
    timers_.erase(next);  // it fires once; its destructor finds nothing left to erase
    timer->fire();
    return true;
}

bool VirtualClock::step(TimePoint until) {
    if (!fire_next(until)) {
        return false;
    }
    run_ready();
    return true;
}

void VirtualClock::run_until(TimePoint until) {
    run_ready();
    while (step(until)) {
    }
    now_ = std::max(now_, until);
}

void VirtualClock::run_to_end() {
    run_ready();
    while (step(TimePoint::max())) {
    }
}

}  // namespace flotilla::io

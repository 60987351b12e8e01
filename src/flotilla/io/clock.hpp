#pragma once
#include <cstdint>
#include <map>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/time.hpp"

namespace boost::asio {
class io_context;
}

/// Time as something that is passed in. Only this file's .cpp names the machine's clocks.
namespace flotilla::io {

namespace asio = boost::asio;

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// Monotonic: for intervals, deadlines, back-off.
    [[nodiscard]] virtual TimePoint now() const = 0;
    /// For people: status, events, logs.
    [[nodiscard]] virtual WallTime wall_now() const = 0;
    /// Returns at `when` or, if that is past, in the next turn of the executor. Cancelled: throws
    /// operation_aborted.
    virtual asio::awaitable<void> sleep_until(TimePoint when) = 0;

    asio::awaitable<void> sleep_for(Duration duration) { return sleep_until(now() + duration); }
};

/// The machine's time.
class RealClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override;
    [[nodiscard]] WallTime wall_now() const override;
    asio::awaitable<void> sleep_until(TimePoint when) override;
};

/// Time that stands still while there is work to do, then jumps to the next timer. One thread, one
/// io_context.
class VirtualClock final : public Clock {
public:
    /// @param start what `wall_now()` says at the beginning
    explicit VirtualClock(asio::io_context& context, WallTime start = WallTime{std::chrono::days{20454}});
    ~VirtualClock() override;

    [[nodiscard]] TimePoint now() const override { return now_; }
    [[nodiscard]] WallTime wall_now() const override {
        return start_ + now_.time_since_epoch() + wall_offset_;
    }
    asio::awaitable<void> sleep_until(TimePoint when) override;

    /// Runs all work and all timers up to and including `until`; afterwards `now()` is `until`.
    void run_until(TimePoint until);
    void run_for(Duration duration) { run_until(now_ + duration); }
    /// Runs what is ready now, without moving time.
    void run_ready();
    /// Jumps to the next timer if it is due by `until`, and runs what that makes ready. False: there is no
    /// such timer.
    bool step(TimePoint until);
    /// Runs until nothing is left to do: no ready work, no timer. For tests whose tasks end.
    void run_to_end();

    /// The wall clock is set, as by an administrator or NTP; monotonic time does not notice.
    void jump_wall(Duration by) { wall_offset_ += by; }

private:
    class Timer;
    using TimerKey = std::pair<TimePoint, std::uint64_t>;  // equal times fire in the order of their creation

    bool fire_next(TimePoint until);

    asio::io_context& context_;
    WallTime start_;
    Duration wall_offset_{0};
    TimePoint now_{};
    std::uint64_t created_ = 0;
    std::map<TimerKey, Timer*> timers_;  // each lives in the frame of the task that sleeps
};

}  // namespace flotilla::io

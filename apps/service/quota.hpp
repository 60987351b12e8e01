#pragma once
#include <condition_variable>
#include <mutex>

#include "flotilla/io/cgroup.hpp"
#include "flotilla/io/clock.hpp"

namespace flotilla::apps::service {

/// A CPU quota that a process keeps by itself, by the rules of the kernel's: so much in each period of 100
/// ms, then standing still until the next one. For machines where no control group can be had; the event
/// loop's own CPU is counted, but only the burning threads are held back.
class Quota {
public:
    /// @param cores 0.2 = 20 ms in each 100 ms
    Quota(const io::Clock& clock, double cores);

    /// Returns when this process may use CPU, or when `release` was called. Any thread.
    void wait_for_share();
    /// Nobody waits any longer.
    void release();
    [[nodiscard]] io::CfsStatistics statistics() const;

private:
    void begin_periods(TimePoint now);

    const io::Clock& clock_;
    Duration budget_;
    mutable std::mutex mutex_;
    std::condition_variable released_;
    bool is_released_ = false;
    TimePoint period_end_;
    Duration used_at_start_{0};  ///< of the period, CPU of the whole process
    bool is_throttled_ = false;
    io::CfsStatistics statistics_;
};

}  // namespace flotilla::apps::service

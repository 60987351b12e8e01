#include "service/quota.hpp"

#include <algorithm>

#include "flotilla/io/cpu_time.hpp"

namespace flotilla::apps::service {
namespace {

constexpr Duration kPeriod = std::chrono::milliseconds{100};

}  // namespace

Quota::Quota(const io::Clock& clock, double cores)
    : clock_{clock},
      budget_{static_cast<std::int64_t>(cores * static_cast<double>(kPeriod.count()))},
      period_end_{clock.now()} {}

void Quota::begin_periods(TimePoint now) {
    if (now < period_end_) {
        return;
    }
    const auto passed = (now - period_end_) / kPeriod + 1;
    period_end_ += passed * kPeriod;
    // The kernel lets a group that used more than its share pay back in the next period.
    const Duration used = io::process_cpu_time();
    const Duration owed = used - used_at_start_ - passed * budget_;
    used_at_start_ = used - std::max(owed, Duration{0});
    ++statistics_.periods;  // idle periods do not count
    is_throttled_ = false;
}

void Quota::wait_for_share() {
    std::unique_lock lock{mutex_};
    while (!is_released_) {
        const TimePoint now = clock_.now();
        begin_periods(now);
        if (io::process_cpu_time() - used_at_start_ < budget_) {
            return;
        }
        if (!is_throttled_) {
            is_throttled_ = true;
            ++statistics_.throttled;
            statistics_.throttled_time += period_end_ - now;
        }
        released_.wait_for(lock, period_end_ - now);
    }
}

void Quota::release() {
    const std::scoped_lock lock{mutex_};
    is_released_ = true;
    released_.notify_all();
}

io::CfsStatistics Quota::statistics() const {
    const std::scoped_lock lock{mutex_};
    return statistics_;
}

}  // namespace flotilla::apps::service

#include "service/cpu_pool.hpp"

#include <gmock/gmock.h>

#include "flotilla/io/cpu_time.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/io/within.hpp"

#include "support/matchers.hpp"
#include "support/real_world.hpp"

namespace flotilla::apps::service {
namespace {

using namespace std::chrono_literals;
using testing_support::IsOk;
using testing_support::RealWorld;

asio::awaitable<void> burn_and_count(CpuPool& pool, Duration work, int& ended) {
    co_await pool.burn(work);
    ++ended;
}

TEST(CpuPool, BurnsAsMuchAsIsAsked) {
    RealWorld world;
    CpuPool pool{world.executor(), 2, nullptr};
    const Duration before = io::process_cpu_time();
    world.run(pool.burn(60ms));
    const Duration used = io::process_cpu_time() - before;
    EXPECT_GE(used, Duration{60ms});
    EXPECT_GE(pool.burnt(), Duration{60ms});
    EXPECT_LT(pool.burnt(), Duration{62ms});
}

TEST(CpuPool, HasNothingToDoForNoWork) {
    RealWorld world;
    CpuPool pool{world.executor(), 1, nullptr};
    world.run(pool.burn(0ms));
    world.run(pool.burn(-5ms));
    EXPECT_EQ(pool.burnt(), Duration{0});
}

TEST(CpuPool, ServesAllInTurns) {
    RealWorld world;
    CpuPool pool{world.executor(), 1, nullptr};
    io::TaskGroup tasks{world.executor()};
    int long_ones = 0;
    int short_ones = 0;
    for (int count = 0; count < 3; ++count) {
        tasks.spawn(burn_and_count(pool, 40ms, long_ones));
    }
    world.run(burn_and_count(pool, 2ms, short_ones));
    EXPECT_EQ(long_ones, 0);  // the short one came last and need not wait for the long ones' end
    world.run(tasks.join());
    EXPECT_EQ(long_ones, 3);
}

TEST(CpuPool, StopsForWhoeverNoLongerWaits) {
    RealWorld world;
    CpuPool pool{world.executor(), 1, nullptr};
    auto endless = pool.burn(1h);
    EXPECT_FALSE(world.run(io::within(world.clock(), 20ms, std::move(endless))));
    world.run(pool.burn(1ms));
    EXPECT_LT(pool.burnt(), Duration{10s});
}

TEST(CpuPool, KeepsItsOwnQuota) {
    RealWorld world;
    CpuPool pool{world.executor(), 2, std::make_unique<Quota>(world.clock(), 0.2)};
    const TimePoint start = world.clock().now();
    world.run(pool.burn(50ms));  // 20 ms in each of three periods
    EXPECT_GE(world.clock().now() - start, Duration{180ms});
    const auto statistics = pool.quota_statistics();
    ASSERT_THAT(statistics, IsOk());
    EXPECT_GE(statistics->throttled, 2U);
    EXPECT_GE(statistics->periods, statistics->throttled);
    EXPECT_GT(statistics->throttled_time, Duration{100ms});
}

}  // namespace
}  // namespace flotilla::apps::service

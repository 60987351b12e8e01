#include "flotilla/io/within.hpp"

#include <chrono>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/task_group.hpp"

#include "support/virtual_world.hpp"

namespace flotilla::io {
namespace {

using testing_support::VirtualWorld;
using namespace std::chrono_literals;

asio::awaitable<int> number_after(Clock& clock, Duration wait) {
    co_await clock.sleep_for(wait);
    co_return 7;
}

TEST(Within, GivesTheValueThatCameInTime) {
    VirtualWorld world;
    EXPECT_EQ(world.run(within(world.clock(), 2s, number_after(world.clock(), 1s))), std::optional{7});
    EXPECT_EQ(world.clock().now(), TimePoint{1s});
}

TEST(Within, GivesNothingWhenTheTimeIsOverFirst) {
    VirtualWorld world;
    EXPECT_EQ(world.run(within(world.clock(), 1s, number_after(world.clock(), 2s))), std::nullopt);
    EXPECT_EQ(world.clock().now(), TimePoint{1s});
}

TEST(Within, SaysWhetherATaskWithoutAValueEnded) {
    VirtualWorld world;
    EXPECT_TRUE(world.run(within(world.clock(), 2s, world.clock().sleep_for(1s))));
    EXPECT_FALSE(world.run(within(world.clock(), 1s, world.clock().sleep_for(2s))));
}

asio::awaitable<void> wait_twice(Clock& clock) {
    co_await within(clock, 1h, number_after(clock, 2h));
    co_await within(clock, 1h, clock.sleep_for(2h));
}

TEST(Within, UnwindsInOrderWhenItIsCancelled) {
    for (const Duration when : {Duration{0}, Duration{30min}, Duration{90min}}) {
        VirtualWorld world;
        TaskGroup tasks{world.executor()};
        tasks.spawn(wait_twice(world.clock()));
        world.clock().run_for(when);
        tasks.cancel();
        world.run(tasks.join());
        EXPECT_EQ(world.clock().now(), TimePoint{when});
    }
}

}  // namespace
}  // namespace flotilla::io

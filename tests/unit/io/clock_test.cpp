#include "flotilla/io/clock.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/task_group.hpp"
#include "flotilla/io/within.hpp"

#include "support/virtual_world.hpp"

namespace flotilla::io {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing_support::VirtualWorld;

asio::awaitable<void> note_after(
    Clock& clock, Duration delay, std::string name, std::vector<std::string>& notes
) {
    co_await clock.sleep_for(delay);
    notes.push_back(std::move(name));
}

asio::awaitable<int> answer_after(Clock& clock, Duration delay) {
    co_await clock.sleep_for(delay);
    co_return 42;
}

TEST(VirtualClock, FiresInOrderOfTimeThenOfCreation) {
    VirtualWorld world;
    TaskGroup tasks{world.executor()};
    std::vector<std::string> notes;
    tasks.spawn(note_after(world.clock(), 2s, "late", notes));
    tasks.spawn(note_after(world.clock(), 1s, "first of two", notes));
    tasks.spawn(note_after(world.clock(), 1s, "second of two", notes));
    world.clock().run_to_end();
    EXPECT_THAT(notes, ElementsAre("first of two", "second of two", "late"));
    EXPECT_EQ(world.clock().now(), TimePoint{2s});
}

TEST(VirtualClock, StopsWhereItIsToldTo) {
    VirtualWorld world;
    TaskGroup tasks{world.executor()};
    std::vector<std::string> notes;
    tasks.spawn(note_after(world.clock(), 5s, "due", notes));
    tasks.spawn(note_after(world.clock(), 6s, "not due", notes));
    world.clock().run_for(5s);
    EXPECT_THAT(notes, ElementsAre("due"));
    EXPECT_EQ(world.clock().now(), TimePoint{5s});
}

TEST(VirtualClock, ASleepIntoThePastEndsNow) {
    VirtualWorld world;
    world.clock().run_for(10s);
    world.run(world.clock().sleep_until(TimePoint{3s}));
    EXPECT_EQ(world.clock().now(), TimePoint{10s});
}

TEST(VirtualClock, AWallClockJumpLeavesMonotonicTimeAlone) {
    VirtualWorld world;
    const WallTime before = world.clock().wall_now();
    world.clock().jump_wall(-1h);
    world.clock().run_for(1s);
    EXPECT_EQ(world.clock().wall_now() - before, -1h + 1s);
    EXPECT_EQ(world.clock().now(), TimePoint{1s});
}

TEST(Within, GivesTheValueOfATaskThatIsInTime) {
    VirtualWorld world;
    EXPECT_EQ(world.run(within(world.clock(), 2s, answer_after(world.clock(), 1s))), 42);
    EXPECT_EQ(world.clock().now(), TimePoint{1s});
}

TEST(Within, GivesNothingAndCancelsATaskThatIsLate) {
    VirtualWorld world;
    EXPECT_EQ(world.run(within(world.clock(), 1s, answer_after(world.clock(), 2s))), std::nullopt);
    world.clock().run_to_end();
    EXPECT_EQ(world.clock().now(), TimePoint{1s}) << "the cancelled sleep must leave no timer behind";
}

TEST(RealClock, SleepsAtLeastAsLongAsAsked) {
    asio::io_context context;
    RealClock clock;
    TimePoint woken;
    const TimePoint begin = clock.now();
    asio::co_spawn(context, clock.sleep_for(2ms), [&](const std::exception_ptr&) { woken = clock.now(); });
    context.run();
    EXPECT_GE(woken - begin, 2ms);
}

}  // namespace
}  // namespace flotilla::io

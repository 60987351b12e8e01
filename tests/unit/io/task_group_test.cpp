#include "flotilla/io/task_group.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "support/virtual_world.hpp"

namespace flotilla::io {
namespace {

using namespace std::chrono_literals;
using testing_support::VirtualWorld;

/// Counts how many of its tasks began and how many unwound.
struct Ledger {
    int begun = 0;
    int ended = 0;
};

class Entry {
public:
    explicit Entry(Ledger& ledger) : ledger_{ledger} { ++ledger_.begun; }
    ~Entry() { ++ledger_.ended; }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

private:
    Ledger& ledger_;
};

asio::awaitable<void> sleep_long(Clock& clock, Ledger& ledger) {
    const Entry entry{ledger};
    co_await clock.sleep_for(1h);
}

asio::awaitable<void> wait_on(Signal& signal, Ledger& ledger) {
    const Entry entry{ledger};
    co_await signal.wait();
}

TEST(TaskGroup, JoinWaitsForEveryTask) {
    VirtualWorld world;
    Ledger ledger;
    TaskGroup tasks{world.executor()};
    tasks.spawn(sleep_long(world.clock(), ledger));
    tasks.spawn(sleep_long(world.clock(), ledger));
    world.run(tasks.join());
    EXPECT_EQ(ledger.ended, 2);
    EXPECT_EQ(world.clock().now(), TimePoint{1h});
    EXPECT_TRUE(tasks.is_empty());
}

TEST(TaskGroup, CancelUnwindsSleepersAndWaiters) {
    VirtualWorld world;
    Ledger ledger;
    Signal signal{world.executor()};
    TaskGroup tasks{world.executor()};
    tasks.spawn(sleep_long(world.clock(), ledger));
    tasks.spawn(wait_on(signal, ledger));
    world.clock().run_ready();
    EXPECT_EQ(ledger.begun, 2);
    tasks.cancel();
    world.run(tasks.join());
    EXPECT_EQ(ledger.ended, 2);
    EXPECT_EQ(world.clock().now(), TimePoint{});
}

TEST(TaskGroup, ATaskCancelledBeforeItsFirstStepStillEnds) {
    VirtualWorld world;
    Ledger ledger;
    TaskGroup tasks{world.executor()};
    tasks.spawn(sleep_long(world.clock(), ledger));
    tasks.cancel();
    world.run(tasks.join());
    EXPECT_EQ(ledger.begun, ledger.ended);
}

TEST(TaskGroup, DestructionCancels) {
    VirtualWorld world;
    Ledger ledger;
    {
        TaskGroup tasks{world.executor()};
        tasks.spawn(sleep_long(world.clock(), ledger));
        world.clock().run_ready();
    }
    world.clock().run_ready();
    EXPECT_EQ(ledger.ended, 1);
    EXPECT_EQ(world.clock().now(), TimePoint{});
}

TEST(Signal, WakesAllThatWaitAndNobodyLater) {
    VirtualWorld world;
    Ledger ledger;
    Signal signal{world.executor()};
    TaskGroup tasks{world.executor()};
    tasks.spawn(wait_on(signal, ledger));
    tasks.spawn(wait_on(signal, ledger));
    world.clock().run_ready();
    signal.notify_all();
    tasks.spawn(wait_on(signal, ledger));
    world.clock().run_ready();
    EXPECT_EQ(ledger.begun, 3);
    EXPECT_EQ(ledger.ended, 2);
}

}  // namespace
}  // namespace flotilla::io

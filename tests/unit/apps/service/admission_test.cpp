#include "service/admission.hpp"

#include <vector>

#include <gmock/gmock.h>

#include "flotilla/io/task_group.hpp"

#include "support/virtual_world.hpp"

namespace flotilla::apps::service {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing_support::VirtualWorld;

model::Concurrency limits(std::optional<int> threads, std::optional<int> max_inflight) {
    model::Concurrency limits;
    limits.threads = threads;
    limits.max_inflight = max_inflight;
    return limits;
}

asio::awaitable<void> visit(
    Admission& pod, io::Clock& clock, Duration work, int number, std::vector<int>& ended, int& refused
) {
    const auto place = pod.enter();
    if (!place) {
        ++refused;
        co_return;
    }
    co_await place->wait_for_thread();
    co_await clock.sleep_for(work);
    ended.push_back(number);
}

TEST(Admission, LetsSoManyWorkAndTheRestWaitInTheirOrder) {
    VirtualWorld world;
    Admission pod{world.executor(), limits(2, std::nullopt)};
    std::vector<int> ended;
    int refused = 0;
    io::TaskGroup tasks{world.executor()};
    for (int number = 0; number < 6; ++number) {
        tasks.spawn(visit(pod, world.clock(), 10ms, number, ended, refused));
    }
    world.clock().run_for(9ms);
    EXPECT_EQ(pod.inflight(), 6U);
    EXPECT_EQ(pod.queued(), 4U);
    world.clock().run_for(2ms);
    EXPECT_THAT(ended, ElementsAre(0, 1));
    world.run(tasks.join());
    EXPECT_THAT(ended, ElementsAre(0, 1, 2, 3, 4, 5));
    EXPECT_EQ(world.clock().now().time_since_epoch(), Duration{30ms});
    EXPECT_EQ(pod.inflight(), 0U);
}

TEST(Admission, RefusesWhatIsTooMuch) {
    VirtualWorld world;
    Admission pod{world.executor(), limits(1, 3)};
    std::vector<int> ended;
    int refused = 0;
    io::TaskGroup tasks{world.executor()};
    for (int number = 0; number < 5; ++number) {
        tasks.spawn(visit(pod, world.clock(), 10ms, number, ended, refused));
    }
    world.run(tasks.join());
    EXPECT_EQ(ended.size(), 3U);
    EXPECT_EQ(refused, 2);
}

TEST(Admission, QueuesWhatIsTooMuchWhenItShould) {
    VirtualWorld world;
    model::Concurrency patient = limits(1, 3);
    patient.overflow = model::Overflow::Queue;
    Admission pod{world.executor(), patient};
    std::vector<int> ended;
    int refused = 0;
    io::TaskGroup tasks{world.executor()};
    for (int number = 0; number < 5; ++number) {
        tasks.spawn(visit(pod, world.clock(), 10ms, number, ended, refused));
    }
    world.run(tasks.join());
    EXPECT_EQ(ended.size(), 5U);
}

TEST(Admission, LosesNoThreadToThoseWhoGiveUp) {
    VirtualWorld world;
    Admission pod{world.executor(), limits(1, std::nullopt)};
    std::vector<int> ended;
    int refused = 0;
    io::TaskGroup patient{world.executor()};
    io::TaskGroup hasty{world.executor()};
    patient.spawn(visit(pod, world.clock(), 10ms, 0, ended, refused));
    world.clock().run_ready();
    hasty.spawn(visit(pod, world.clock(), 10ms, 1, ended, refused));
    hasty.spawn(visit(pod, world.clock(), 10ms, 2, ended, refused));
    world.clock().run_ready();
    patient.spawn(visit(pod, world.clock(), 10ms, 3, ended, refused));
    world.clock().run_for(5ms);
    EXPECT_EQ(pod.queued(), 3U);
    hasty.cancel();
    world.clock().run_ready();
    EXPECT_EQ(pod.queued(), 1U);
    world.run(patient.join());
    EXPECT_THAT(ended, ElementsAre(0, 3));
    EXPECT_EQ(pod.inflight(), 0U);
}

}  // namespace
}  // namespace flotilla::apps::service

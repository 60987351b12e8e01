#include "flotilla/kube/runtime/workqueue.hpp"

#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/base/random.hpp"
#include "flotilla/telemetry/metrics.hpp"

#include "support/sanitized.hpp"

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

class WorkQueueTest : public testing::Test {
protected:
    /// Takes keys until the queue ends; works on each for `work` and remembers who had which when.
    asio::awaitable<void> worker(Duration work) {
        while (const auto key = co_await queue_.next()) {
            EXPECT_TRUE(busy_.insert(*key).second) << *key << " is with two workers";
            taken_.push_back(*key);
            taken_at_.push_back(clock_.now().time_since_epoch());
            if (work > Duration{0}) {
                co_await clock_.sleep_for(work);
            }
            busy_.erase(*key);
            queue_.done(*key);
        }
        ++ended_;
    }

    void start_workers(int count, Duration work = Duration{0}) {
        for (int i = 0; i < count; ++i) {
            tasks_.spawn(worker(work));
        }
        clock_.run_ready();
    }

    asio::io_context context_;
    io::VirtualClock clock_{context_};
    WorkQueue<std::string> queue_{clock_, context_.get_executor()};
    std::set<std::string> busy_;
    std::vector<std::string> taken_;
    std::vector<Duration> taken_at_;
    int ended_ = 0;
    io::TaskGroup tasks_{context_.get_executor()};
};

TEST_F(WorkQueueTest, GivesKeysInTheOrderOfTheirFirstAdd) {
    for (const char* key : {"b", "a", "c", "a", "b"}) {
        queue_.add(key);
    }
    EXPECT_EQ(queue_.size(), 3U);
    start_workers(1);
    EXPECT_THAT(taken_, ElementsAre("b", "a", "c"));
}

TEST_F(WorkQueueTest, AKeyAddedWhileInProgressComesAgainOnceAfterwards) {
    start_workers(2, 10s);
    queue_.add("a");
    clock_.run_for(1s);
    queue_.add("a");
    queue_.add("a");
    clock_.run_for(5s);
    EXPECT_THAT(taken_, ElementsAre("a")) << "the second worker must not get it meanwhile";
    clock_.run_for(30s);
    EXPECT_THAT(taken_, ElementsAre("a", "a"));
}

TEST_F(WorkQueueTest, DelaysByTheClockAndLetsTheEarlierDelayWin) {
    start_workers(1);
    queue_.add_after("late", 10s);
    queue_.add_after("late", 20s);
    queue_.add_after("soon", 5s);
    queue_.add_after("shortened", 30s);
    queue_.add_after("shortened", 1s);
    queue_.add_after("now", 0s);
    EXPECT_EQ(queue_.delayed(), 3U);
    clock_.run_for(60s);
    EXPECT_THAT(taken_, ElementsAre("now", "shortened", "soon", "late"));
    EXPECT_THAT(taken_at_, ElementsAre(0s, 1s, 5s, 10s));
}

TEST_F(WorkQueueTest, ADelayThatEndsWhileTheKeyIsInProgressIsNotLost) {
    start_workers(1, 10s);
    queue_.add("a");
    clock_.run_for(1s);
    queue_.add_after("a", 2s);
    clock_.run_for(60s);
    EXPECT_THAT(taken_at_, ElementsAre(0s, 10s));
}

TEST_F(WorkQueueTest, RetriesWaitLongerEachTimeUntilForgotten) {
    start_workers(1);
    for (int i = 0; i < 3; ++i) {
        queue_.add_rate_limited("a");
        clock_.run_for(1s);
    }
    EXPECT_THAT(taken_at_, ElementsAre(5ms, 1s + 10ms, 2s + 20ms));
    EXPECT_EQ(queue_.failures("a"), 3U);
    queue_.forget("a");
    queue_.add_rate_limited("a");
    clock_.run_for(1s);
    EXPECT_EQ(taken_at_.back(), 3s + 5ms);
}

TEST_F(WorkQueueTest, ShutDownDrainsWhatIsQueuedAndDropsWhatIsDelayed) {
    queue_.add("a");
    queue_.add("b");
    queue_.add_after("later", 1s);
    queue_.shut_down();
    queue_.add("too late");
    start_workers(2);
    clock_.run_for(10s);
    EXPECT_THAT(taken_, UnorderedElementsAre("a", "b"));
    EXPECT_EQ(ended_, 2);
}

TEST_F(WorkQueueTest, DrainedWaitsForTheLastWorker) {
    bool is_drained = false;
    start_workers(1, 10s);
    queue_.add("a");
    clock_.run_for(1s);
    queue_.add("a");  // comes again although the queue shuts down in between
    queue_.shut_down();
    struct Wait {
        static asio::awaitable<void> run(WorkQueue<std::string>& queue, bool& done) {
            co_await queue.drained();
            done = true;
        }
    };
    tasks_.spawn(Wait::run(queue_, is_drained));
    clock_.run_for(15s);
    EXPECT_FALSE(is_drained);
    clock_.run_for(10s);
    EXPECT_TRUE(is_drained);
    EXPECT_THAT(taken_, ElementsAre("a", "a"));
}

TEST_F(WorkQueueTest, CancelledWorkersLeaveNothingBehind) {
    start_workers(3);
    tasks_.cancel();
    clock_.run_ready();
    EXPECT_TRUE(tasks_.is_empty());
    EXPECT_EQ(queue_.in_progress(), 0U);
}

TEST_F(WorkQueueTest, NeverLosesAKeyNorGivesItTwiceAtOnce) {
    for (std::uint64_t seed = 0; seed < (testing_support::kIsSanitized ? 20 : 200); ++seed) {
        SCOPED_TRACE(seed);
        RandomStream random{seed};
        taken_.clear();
        busy_.clear();
        start_workers(3, 7ms);
        std::set<std::string> last_adds;
        for (int step = 0; step < 100; ++step) {
            const auto key = "k" + std::to_string(static_cast<int>(random.uniform() * 8));
            const double how = random.uniform();
            if (how < 0.5) {
                queue_.add(key);
            } else if (how < 0.8) {
                queue_.add_after(key, std::chrono::milliseconds{static_cast<int>(random.uniform() * 20)});
            } else {
                queue_.add_rate_limited(key);
                queue_.forget(key);
            }
            clock_.run_for(std::chrono::milliseconds{static_cast<int>(random.uniform() * 5)});
        }
        const auto before = taken_.size();
        for (int i = 0; i < 8; ++i) {
            queue_.add("k" + std::to_string(i));
        }
        clock_.run_for(60s);
        const std::set<std::string> seen(taken_.begin() + static_cast<std::ptrdiff_t>(before), taken_.end());
        ASSERT_EQ(seen.size(), 8U);
        ASSERT_EQ(queue_.size() + queue_.delayed() + queue_.in_progress(), 0U);
        tasks_.cancel();
        clock_.run_ready();
    }
}

TEST(WorkQueueMetricsTest, TellDepthRetriesAndTimesUnderGoodNames) {
    asio::io_context context;
    io::VirtualClock clock{context};
    telemetry::Registry registry;
    WorkQueue<std::string> queue{clock, context.get_executor(), {}, WorkQueueMetrics{registry, "pods"}};
    queue.add("a");
    queue.add_rate_limited("b");
    clock.run_for(1s);
    EXPECT_THAT(registry.prometheus_text(), HasSubstr("flotilla_workqueue_adds_total{queue=\"pods\"} 2\n"));
    EXPECT_THAT(registry.prometheus_text(), HasSubstr("flotilla_workqueue_depth_count{queue=\"pods\"} 2\n"));
    EXPECT_THAT(
        registry.prometheus_text(), HasSubstr("flotilla_workqueue_retries_total{queue=\"pods\"} 1\n")
    );
    EXPECT_THAT(registry.naming_problems(), IsEmpty());
}

}  // namespace
}  // namespace flotilla::kube

#include "flotilla/kube/runtime/backoff.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::kube {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, DoublesUpToTheCap) {
    RandomStream jitter{1};
    BackoffOptions options;
    options.jitter = 0;
    Backoff backoff{options};
    TimePoint now{};
    for (const Duration expected : {800ms, 1600ms, 3200ms, 6400ms, 12800ms, 25600ms, 30000ms, 30000ms}) {
        EXPECT_EQ(backoff.next(now, jitter), expected);
        now += 1s;
    }
}

TEST(Backoff, StartsOverAfterAQuietTime) {
    RandomStream jitter{1};
    BackoffOptions options;
    options.jitter = 0;
    Backoff backoff{options};
    TimePoint now{};
    backoff.next(now, jitter);
    backoff.next(now, jitter);
    EXPECT_EQ(backoff.next(now + 121s, jitter), 800ms);
}

TEST(Backoff, LengthensByUpToTheJitter) {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        RandomStream jitter{seed};
        Backoff backoff;
        const Duration wait = backoff.next(TimePoint{}, jitter);
        ASSERT_GE(wait, 800ms) << seed;
        ASSERT_LT(wait, 1600ms) << seed;
    }
}

TEST(TokenBucket, LetsTheBurstPassAndThenTheRate) {
    TokenBucket bucket{10, 100};
    const TimePoint now{};
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(bucket.reserve(now), 0s) << i;
    }
    EXPECT_EQ(bucket.reserve(now), 100ms);
    EXPECT_EQ(bucket.reserve(now), 200ms) << "the future's tokens are promised one after the other";
    EXPECT_EQ(bucket.reserve(now + 1s), 0s);
}

TEST(TokenBucket, HoldsNoMoreThanTheBurst) {
    TokenBucket bucket{10, 2};
    EXPECT_TRUE(bucket.try_take(TimePoint{}));
    const TimePoint later = TimePoint{} + 1h;
    EXPECT_TRUE(bucket.try_take(later));
    EXPECT_TRUE(bucket.try_take(later));
    EXPECT_FALSE(bucket.try_take(later));
}

TEST(RetryLimiter, DoublesForEachKeyByItself) {
    RetryLimiter<std::string> limiter;
    const TimePoint now{};
    EXPECT_EQ(limiter.next("a", now), 5ms);
    EXPECT_EQ(limiter.next("a", now), 10ms);
    EXPECT_EQ(limiter.next("b", now), 5ms);
    EXPECT_EQ(limiter.failures("a"), 2U);
    limiter.forget("a");
    EXPECT_EQ(limiter.next("a", now), 5ms);
}

TEST(RetryLimiter, WaitsAtMostTheCapHoweverOftenAKeyFailed) {
    RetryLimiter<std::string> limiter;
    TimePoint now{};
    for (int i = 0; i < 200; ++i) {
        now += 1h;
        ASSERT_LE(limiter.next("a", now), 1000s);
    }
    EXPECT_EQ(limiter.next("a", now + 1h), 1000s);
}

TEST(RetryLimiter, SlowsAllKeysWhenManyFailTogether) {
    RetryLimiter<int> limiter;
    const TimePoint now{};
    Duration longest{};
    for (int key = 0; key < 200; ++key) {
        longest = std::max(longest, limiter.next(key, now));
    }
    EXPECT_EQ(longest, 10s) << "100 pass at once, the other 100 at 10 a second";
}

}  // namespace
}  // namespace flotilla::kube

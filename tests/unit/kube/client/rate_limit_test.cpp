#include "flotilla/kube/client/rate_limit.hpp"

#include <gtest/gtest.h>

namespace flotilla::kube {
namespace {

using namespace std::chrono_literals;

TEST(RateLimit, LetsABurstPassAndSpacesTheRest) {
    RateLimit limit{10, 2};
    const TimePoint start{1h};
    EXPECT_EQ(limit.reserve(start), Duration{0});
    EXPECT_EQ(limit.reserve(start), Duration{0});
    EXPECT_EQ(limit.reserve(start), Duration{100ms});
    EXPECT_EQ(limit.reserve(start), Duration{200ms});
    EXPECT_EQ(limit.reserve(start + 100ms), Duration{200ms});
}

TEST(RateLimit, SavesNoMoreThanABurst) {
    RateLimit limit{10, 2};
    const TimePoint later{24h};
    EXPECT_EQ(limit.reserve(later), Duration{0});
    EXPECT_EQ(limit.reserve(later), Duration{0});
    EXPECT_GT(limit.reserve(later), Duration{0});
}

TEST(RateLimit, OfZeroIsNone) {
    RateLimit limit{0, 1};
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ(limit.reserve(TimePoint{}), Duration{0});
    }
}

}  // namespace
}  // namespace flotilla::kube

#include "service/own_cost.hpp"

#include <gtest/gtest.h>

namespace flotilla::apps::service {
namespace {

using namespace std::chrono_literals;

TEST(OwnCost, IsZeroUntilEnoughWasSeen) {
    OwnCost cost;
    cost.update(1s, 10);
    EXPECT_EQ(cost.per_message(), Duration{0});
}

TEST(OwnCost, IsTheLoopsCpuOverItsMessages) {
    OwnCost cost;
    cost.update(50ms, 1000);
    EXPECT_EQ(cost.per_message(), Duration{50us});
    cost.update(50ms + 70ms, 2000);
    EXPECT_EQ(cost.per_message(), Duration{60us});  // half of the way to 70
    cost.update(200ms, 2001);
    EXPECT_EQ(cost.per_message(), Duration{60us});
}

}  // namespace
}  // namespace flotilla::apps::service

#include "flotilla/kube/api/int_or_string.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

TEST(ScaledValue, TakesCountsAndPercentages) {
    EXPECT_EQ(scaled_value({3}, 10, true), 3);
    EXPECT_EQ(scaled_value({"25%"}, 10, true), 3);
    EXPECT_EQ(scaled_value({"25%"}, 10, false), 2);
    EXPECT_EQ(scaled_value({"50%"}, 10, true), 5);
    EXPECT_EQ(scaled_value({"0%"}, 10, true), 0);
    for (const std::string_view text : {"", "%", "25", "x%", "25%%", "2 5%", "99999999999%"}) {
        EXPECT_FALSE(scaled_value({std::string{text}}, 10, true)) << text;
    }
}

}  // namespace
}  // namespace flotilla::kube

#include "flotilla/base/statistics.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace flotilla {
namespace {

using Values = std::vector<double>;

TEST(Statistics, QuantilesLieBetweenNeighbours) {
    EXPECT_EQ(quantile(Values{7}, 0.25), 7);
    EXPECT_EQ(quantile(Values{1, 2, 3, 4, 5}, 0.5), 3);
    EXPECT_EQ(quantile(Values{1, 2}, 0.25), 1.25);
    EXPECT_EQ(quantile(Values{1, 2}, 1), 2);
}

TEST(Statistics, VarianceIsThatOfTheValuesThemselves) {
    EXPECT_EQ(mean_of(Values{1, 2, 3, 4}), 2.5);
    EXPECT_EQ(variance_of(Values{1, 2, 3, 4}), 1.25);
    EXPECT_EQ(variance_of(Values{7}), 0);
}

}  // namespace
}  // namespace flotilla

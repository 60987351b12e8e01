#include "flotilla/policy/forecast/rate_history.hpp"

#include <gtest/gtest.h>

namespace flotilla::policy::forecast {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

RateHistory line(double first, double slope, int points) {
    RateHistory history;
    for (int i = 0; i < points; ++i) {
        history.remember({hours{5000} + seconds{5 * i}, first + slope * 5 * i}, seconds{600});
    }
    return history;
}

TEST(RateHistory, KeepsTheWindowAndItsEdge) {
    RateHistory history = line(1, 0, 5);
    history.remember({hours{5000} + seconds{70}, 9}, seconds{60});
    ASSERT_EQ(history.points.size(), 4u);
    EXPECT_EQ(history.points.front().at, hours{5000} + seconds{10});
    EXPECT_EQ(history.peak(), 9);
}

TEST(RateHistory, ASecondPointOfTheSameMomentReplacesTheFirst) {
    RateHistory history;
    history.remember({seconds{1}, 5}, seconds{60});
    history.remember({seconds{1}, 2}, seconds{60});
    EXPECT_EQ(history.points, (std::vector<RatePoint>{{seconds{1}, 2}}));
}

TEST(RateHistory, ATimeLineThatBeganAnewHasNoPast) {
    RateHistory history = line(100, 0, 5);
    history.remember({seconds{1}, 2}, seconds{60});
    EXPECT_EQ(history.peak(), 2);
}

TEST(LinearForecast, FollowsAStraightLineExactly) {
    EXPECT_NEAR(linear_forecast(line(10, 0.5, 25), seconds{60}), 10 + 0.5 * (120 + 60), 1e-9);
}

TEST(LinearForecast, NeverFallsBelowZero) {
    EXPECT_EQ(linear_forecast(line(50, -1, 8), seconds{600}), 0);
}

TEST(LinearForecast, OnePointIsItsOwnForecast) {
    EXPECT_EQ(linear_forecast(line(7, 0, 1), seconds{60}), 7);
    EXPECT_EQ(linear_forecast({}, seconds{60}), 0);
}

}  // namespace
}  // namespace flotilla::policy::forecast

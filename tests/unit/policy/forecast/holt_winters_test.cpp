#include "flotilla/policy/forecast/holt_winters.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace flotilla::policy::forecast {
namespace {

using std::chrono::seconds;

constexpr Duration kStep = seconds{30};

template <class Rate>
HoltWinters learned(const HoltWintersSettings& settings, int steps, Rate rate) {
    HoltWinters memory;
    for (int i = 0; i <= steps; ++i) {
        memory.learn(settings, kStep * i, rate(i));
    }
    return memory;
}

TEST(HoltWinters, AConstantIsForecastAsItself) {
    const HoltWintersSettings settings;
    const HoltWinters memory = learned(settings, 50, [](int) { return 40.0; });
    EXPECT_NEAR(memory.forecast(settings, seconds{0}), 40, 1e-9);
    EXPECT_NEAR(memory.forecast(settings, seconds{600}), 40, 1e-9);
}

TEST(HoltWinters, AnUndampedTrendGoesOn) {
    HoltWintersSettings settings;
    settings.damping = 1;
    const HoltWinters memory = learned(settings, 400, [](int i) { return 100 + 2.0 * i; });
    EXPECT_NEAR(memory.forecast(settings, kStep * 10), 100 + 2.0 * 410, 0.5);
}

TEST(HoltWinters, ADampedTrendEnds) {
    HoltWintersSettings settings;
    const HoltWinters memory = learned(settings, 400, [](int i) { return 100 + 2.0 * i; });
    const double far = memory.forecast(settings, kStep * 1000);
    EXPECT_LT(far, 100 + 2.0 * 450);
    EXPECT_NEAR(far, memory.forecast(settings, kStep * 2000), 1e-6);
}

TEST(HoltWinters, KnowsTheNextPeakOfASeason) {
    HoltWintersSettings settings;
    settings.period = 48;
    const auto wave = [](int i) { return 100 + 60 * std::sin(2 * std::numbers::pi * i / 48); };
    const HoltWinters memory = learned(settings, 48 * 6, wave);
    for (const int ahead : {0, 6, 12, 30}) {
        EXPECT_NEAR(memory.forecast(settings, kStep * ahead), wave(48 * 6 + ahead), 3) << ahead;
    }
}

TEST(HoltWinters, AveragesWhatFallsIntoOneStep) {
    const HoltWintersSettings settings;
    HoltWinters memory;
    memory.learn(settings, seconds{0}, 10);
    memory.learn(settings, seconds{29}, 30);
    memory.learn(settings, seconds{30}, 999);
    EXPECT_EQ(memory.level, 20);
}

TEST(HoltWinters, AGapIsFilledWithItsForecast) {
    const HoltWintersSettings settings;
    HoltWinters memory = learned(settings, 50, [](int) { return 40.0; });
    memory.learn(settings, kStep * 60, 40);
    EXPECT_EQ(memory.steps, 60u);
    EXPECT_NEAR(memory.forecast(settings, seconds{0}), 40, 1e-9);
}

TEST(HoltWinters, ATimeLineThatBeganAnewIsLearnedAnew) {
    const HoltWintersSettings settings;
    HoltWinters memory = learned(settings, 50, [](int) { return 40.0; });
    memory.learn(settings, seconds{1}, 5);
    EXPECT_EQ(memory.forecast(settings, seconds{0}), 5);
}

TEST(HoltWinters, NeverForecastsLessThanNothing) {
    const HoltWintersSettings settings;
    const HoltWinters memory = learned(settings, 20, [](int i) { return 200.0 - 10 * i; });
    EXPECT_EQ(memory.forecast(settings, kStep * 100), 0);
}

}  // namespace
}  // namespace flotilla::policy::forecast

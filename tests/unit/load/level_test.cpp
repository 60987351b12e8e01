#include "flotilla/load/level.hpp"

#include <gmock/gmock.h>

#include "support/matchers.hpp"

namespace flotilla::load {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

LevelContext a_context() {
    LevelContext context;
    context.length = 1h;
    context.read_file = [](const std::string& path) -> Result<std::string> {
        if (path == "wiki.csv") {
            return "t_s,users\n0,10\n60,30\n90.5,20\n";
        }
        return fail(ErrorCode::NotFound, path + ": there is no such file");
    };
    return context;
}

TEST(Level, IsConstantFromABareNumber) {
    const auto level = parse_level("137.5", a_context());
    ASSERT_THAT(level, IsOk());
    EXPECT_EQ(level->at(0s), 137.5);
    EXPECT_EQ(level->at(24h), 137.5);
    EXPECT_EQ(level->next_change(0s), std::nullopt);
}

TEST(Level, ChangesAtItsSteps) {
    const auto level = parse_level("steps:0s=10,1m=50,90s=0", a_context());
    ASSERT_THAT(level, IsOk());
    EXPECT_EQ(level->at(59999ms), 10);
    EXPECT_EQ(level->at(60s), 50);
    EXPECT_EQ(level->at(1h), 0);
    EXPECT_EQ(level->next_change(60s), Duration{90s});
    EXPECT_EQ(level->peak(), 50);
}

TEST(Level, FollowsADayFromItsLowestToItsHighest) {
    const auto level = parse_level("diurnal:low=10,high=100,period=1h", a_context());
    ASSERT_THAT(level, IsOk());
    EXPECT_NEAR(level->at(0s), 10, 1e-9);
    EXPECT_NEAR(level->at(30min), 100, 1e-9);
    EXPECT_NEAR(level->at(15min), 55, 1e-9);
    const auto later = parse_level("diurnal:low=10,high=100,period=1h,phase=30m", a_context());
    ASSERT_THAT(later, IsOk());
    EXPECT_NEAR(later->at(0s), 100, 1e-9);
}

TEST(Level, IsRandomWithinItsBoundsAndTheSameForOneSeed) {
    LevelContext context = a_context();
    for (context.seed = 1; context.seed < 50; ++context.seed) {
        SCOPED_TRACE(context.seed);
        const auto level = parse_level("random:low=5,high=9,every=10s", context);
        ASSERT_THAT(level, IsOk());
        EXPECT_EQ(level->steps().size(), 360U);
        for (const Level::Step& step : level->steps()) {
            EXPECT_GE(step.value, 5);
            EXPECT_LE(step.value, 9);
        }
        EXPECT_EQ(parse_level("random:low=5,high=9,every=10s", context)->steps(), level->steps());
    }
}

TEST(Level, ComesFromATraceWithItsScale) {
    const auto level = parse_level("trace:wiki.csv,scale=0.5", a_context());
    ASSERT_THAT(level, IsOk());
    EXPECT_EQ(level->at(0s), 5);
    EXPECT_EQ(level->at(60s), 15);
    EXPECT_EQ(level->at(91s), 10);
}

TEST(Level, IsZeroBeforeATraceBegins) {
    const auto level = parse_trace("t_s,users\n10,4\n");
    ASSERT_THAT(level, IsOk());
    EXPECT_EQ(level->at(9s), 0);
    EXPECT_EQ(level->at(10s), 4);
}

struct BadLevel {
    std::string text;
    std::string sentence;
};
class BadLevels : public testing::TestWithParam<BadLevel> {};
TEST_P(BadLevels, AreRefusedWithTheirReason) {
    EXPECT_THAT(
        parse_level(GetParam().text, a_context()),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr(GetParam().sentence))
    );
}
INSTANTIATE_TEST_SUITE_P(
    Texts,
    BadLevels,
    testing::Values(
        BadLevel{"", "is not a number"},
        BadLevel{"nan", "is not a number"},
        BadLevel{"inf", "is not a number"},
        BadLevel{"-3", "below zero"},
        BadLevel{"10x", "is not a number"},
        BadLevel{"waves:low=1", "none of steps, diurnal, random, trace"},
        BadLevel{"steps:", "should be time=value"},
        BadLevel{"steps:5s=1", "at time 0"},
        BadLevel{"steps:0s=1,0s=2", "later than the one before"},
        BadLevel{"steps:0s=1,10s=2,5s=3", "later than the one before"},
        BadLevel{"diurnal:low=1", "low= and high="},
        BadLevel{"diurnal:low=9,high=1", "below low"},
        BadLevel{"diurnal:low=1,high=2,period=0s", "above 0"},
        BadLevel{"diurnal:low=1,low=1,high=2", "each once"},
        BadLevel{"random:low=1,high=2,every=1us", "ten million"},
        BadLevel{"random:low=1,high=2,speed=3", "each once, of low, high, every"}
    )
);

struct BadTrace {
    std::string csv;
    std::string sentence;
};
class BadTraces : public testing::TestWithParam<BadTrace> {};
TEST_P(BadTraces, AreRefusedWithTheirLine) {
    EXPECT_THAT(
        parse_trace(GetParam().csv), FailsWith(ErrorCode::InvalidArgument, HasSubstr(GetParam().sentence))
    );
}
INSTANTIATE_TEST_SUITE_P(
    Texts,
    BadTraces,
    testing::Values(
        BadTrace{"", "no line of data"},
        BadTrace{"t_s,users\n", "no line of data"},
        BadTrace{"t_s,users\n0,1\n5\n", "line 3"},
        BadTrace{"t_s,users\n0,-1\n", "line 2"},
        BadTrace{"t_s,users\n0,nan\n", "line 2"},
        BadTrace{"t_s,users\n0,1\n10,2\n10,3\n", "line 4: its time must be later"},
        BadTrace{"t_s,users\n0,1\n10,2\n5,3\n", "line 4: its time must be later"},
        BadTrace{"t_s,users\n0,1\n1e300,2\n", "line 3"}
    )
);

TEST(Level, SaysWhichTraceCannotBeRead) {
    EXPECT_THAT(
        parse_level("trace:none.csv", a_context()), FailsWith(ErrorCode::NotFound, HasSubstr("none.csv"))
    );
}

}  // namespace
}  // namespace flotilla::load

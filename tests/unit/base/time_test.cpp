#include "flotilla/base/time.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla {
namespace {

using namespace std::chrono_literals;
using testing::_;
using testing::Eq;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

WallTime at(std::string_view text) {
    return parse_time(text).value();
}

TEST(Time, FormatsAsKubernetesDoes) {
    const WallTime when = WallTime{1'769'903'999s} + 1500ns;
    EXPECT_EQ(format_time(when), "2026-01-31T23:59:59Z");
    EXPECT_EQ(format_micro_time(when), "2026-01-31T23:59:59.000001Z");
    EXPECT_EQ(format_time(WallTime{-1s}), "1969-12-31T23:59:59Z");
}

TEST(Time, ReadsOffsetsAndFractions) {
    EXPECT_EQ(at("2026-01-31T23:59:59Z"), WallTime{1'769'903'999s});
    EXPECT_EQ(at("2026-02-01T01:29:59+01:30"), WallTime{1'769'903'999s});
    EXPECT_EQ(at("2026-01-31T23:59:59.25Z") - at("2026-01-31T23:59:59Z"), 250ms);
}

class BadTime : public testing::TestWithParam<std::string_view> {};
TEST_P(BadTime, IsRefusedWithAnExample) {
    EXPECT_THAT(parse_time(GetParam()), FailsWith(ErrorCode::InvalidArgument, HasSubstr("RFC 3339")));
}
INSTANTIATE_TEST_SUITE_P(
    Texts,
    BadTime,
    testing::Values(
        "",
        "2026",
        "2026-02-30T00:00:00Z",
        "2026-01-31 23:59:59Z",
        "2026-01-31T23:59:59",
        "2026-01-31T24:00:00Z",
        "2026-01-31T23:59:59.Z",
        "2026-01-31T23:59:59Zjunk",
        "2026-01--1T00:00:00Z",
        "2026-01-31T23:59:59+9:00"
    )
);

TEST(Time, RoundTripsOverTheRangeOfNanoseconds) {
    std::mt19937_64 rng{1};
    for (int i = 0; i < 2000; ++i) {
        const auto micros =
            std::chrono::microseconds{static_cast<std::int64_t>(rng() % 9'000'000'000'000'000)};
        const WallTime when{micros};
        EXPECT_THAT(parse_time(format_micro_time(when)), IsOkAnd(Eq(when)));
    }
}

TEST(Durations, AreWrittenLikeAnAgeColumn) {
    EXPECT_EQ(format_duration(350ms), "350ms");
    EXPECT_EQ(format_duration(119s), "119s");
    EXPECT_EQ(format_duration(330s), "5m30s");
    EXPECT_EQ(format_duration(300s), "5m");
    EXPECT_EQ(format_duration(3h + 5min), "3h5m");
    EXPECT_EQ(format_duration(47h), "47h");
    EXPECT_EQ(format_duration(24h * 3 + 4h), "3d4h");
    EXPECT_EQ(format_duration(24h * 400), "400d");
    EXPECT_EQ(format_duration(-90s), "-90s");
}

TEST(Durations, AreReadWithUnitsOrAsSeconds) {
    EXPECT_THAT(parse_duration("60"), IsOkAnd(Eq(Duration{60s})));
    EXPECT_THAT(parse_duration("5m30s"), IsOkAnd(Eq(Duration{330s})));
    EXPECT_THAT(parse_duration("1.5s"), IsOkAnd(Eq(Duration{1500ms})));
    EXPECT_THAT(parse_duration("-2h"), IsOkAnd(Eq(Duration{-2h})));
    EXPECT_THAT(parse_duration("0"), IsOkAnd(Eq(Duration{0})));
}

TEST(Durations, RefuseWhatIsNone) {
    for (const std::string_view text :
         {"", "s", "5 s", "5x", "1m1", "--5s", "5-s", "nan", "inf", "1e3s", "999999999h"}) {
        EXPECT_THAT(parse_duration(text), FailsWith(ErrorCode::InvalidArgument, _)) << text;
    }
}

}  // namespace
}  // namespace flotilla

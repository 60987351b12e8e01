#include "flotilla/load/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>

#include "flotilla/base/random.hpp"

namespace flotilla::load {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using testing::HasSubstr;

TEST(LatencyHistogram, SaysZeroWhenNothingWasRecorded) {
    const LatencyHistogram empty;
    EXPECT_EQ(empty.count(), 0U);
    EXPECT_EQ(empty.percentile(99), Duration{0});
    EXPECT_EQ(empty.mean(), Duration{0});
    EXPECT_EQ(empty.min(), Duration{0});
    EXPECT_EQ(empty.max(), Duration{0});
}

TEST(LatencyHistogram, IsExactForOneValue) {
    for (const Duration value :
         {Duration{0}, Duration{microseconds{1}}, Duration{milliseconds{437}}, Duration{hours{1}}}) {
        LatencyHistogram one;
        one.record(value);
        EXPECT_EQ(one.percentile(0), value);
        EXPECT_EQ(one.percentile(50), value);
        EXPECT_EQ(one.percentile(100), value);
        EXPECT_EQ(one.mean(), value);
    }
}

TEST(LatencyHistogram, KeepsWhatItCannotHoldWithinItsRange) {
    LatencyHistogram odd;
    odd.record(Duration{-5});
    odd.record(hours{1000});
    EXPECT_EQ(odd.min(), Duration{0});
    EXPECT_EQ(odd.max(), Duration{hours{1}});
    EXPECT_EQ(odd.count(), 2U);
}

TEST(LatencyHistogram, AgreesWithSortingToThreeDigits) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        SCOPED_TRACE(seed);
        RandomStream stream{seed, "histogram"};
        LatencyHistogram histogram;
        std::vector<Duration> values;
        for (int count = 0; count < 5000; ++count) {
            // From a microsecond to a quarter of an hour, each decade equally likely.
            const Duration value{static_cast<std::int64_t>(std::pow(10, 3 + 9 * stream.uniform()))};
            values.push_back(value);
            histogram.record(value);
        }
        std::sort(values.begin(), values.end());
        for (const double percent : {1.0, 25.0, 50.0, 90.0, 99.0, 99.9, 100.0}) {
            const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * 5000));
            const double exact = static_cast<double>(values[rank - 1].count());
            const double found = static_cast<double>(histogram.percentile(percent).count());
            EXPECT_NEAR(found, exact, std::max(1000.0, exact / 1000)) << percent;
        }
    }
}

TEST(LatencyHistogram, AddsUpAsIfAllWereRecordedInOne) {
    LatencyHistogram low;
    LatencyHistogram high;
    LatencyHistogram both;
    for (int value = 1; value <= 100; ++value) {
        low.record(microseconds{value});
        high.record(milliseconds{value});
        both.record(microseconds{value});
        both.record(milliseconds{value});
    }
    low.add(high);
    for (double percent = 0; percent <= 100; percent += 0.5) {
        EXPECT_EQ(low.percentile(percent), both.percentile(percent)) << percent;
    }
    EXPECT_EQ(low.mean(), both.mean());
    low.clear();
    EXPECT_EQ(low.count(), 0U);
    EXPECT_EQ(low.percentile(50), Duration{0});
}

TEST(LatencyHistogram, PrintsItsDistributionUpToTheMaximum) {
    LatencyHistogram histogram;
    for (int value = 1; value <= 1000; ++value) {
        histogram.record(milliseconds{value});
    }
    const std::string text = histogram.percentile_text();
    EXPECT_THAT(text, HasSubstr("0.500000000000"));
    EXPECT_THAT(text, HasSubstr("1000.000 1.000000000000       1000\n"));
    EXPECT_THAT(text, HasSubstr("Total count    =         1000"));
}

}  // namespace
}  // namespace flotilla::load

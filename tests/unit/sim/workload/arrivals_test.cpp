#include "flotilla/sim/workload/arrivals.hpp"

#include <cmath>

#include "support/matchers.hpp"

namespace flotilla::sim::workload {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing_support::FailsWith;

model::WorkloadSeries at_rates(std::vector<double> rates, Duration step) {
    model::WorkloadSeries series;
    series.step = step;
    series.values = std::move(rates);
    return series;
}

std::vector<Duration> all(const model::WorkloadSeries& series, ArrivalOptions options, std::uint64_t seed) {
    Arrivals arrivals{series, options, seed};
    std::vector<Duration> times;
    while (const auto time = arrivals.next()) {
        times.push_back(*time);
    }
    return times;
}

/// Variance over mean of the counts in windows of a length.
double dispersion(const std::vector<Duration>& times, Duration length, Duration window) {
    std::vector<double> counts(static_cast<std::size_t>(length / window));
    for (const Duration time : times) {
        ++counts[static_cast<std::size_t>(time / window)];
    }
    double mean = 0;
    double square = 0;
    for (const double count : counts) {
        mean += count / static_cast<double>(counts.size());
    }
    for (const double count : counts) {
        square += (count - mean) * (count - mean) / static_cast<double>(counts.size() - 1);
    }
    return square / mean;
}

TEST(Arrivals, DeterministicOnesAreEvenlySpacedAndFollowTheRate) {
    const auto series = at_rates({2, 0, 4}, seconds{1});
    EXPECT_THAT(
        all(series, {ArrivalPattern::Deterministic, 0}, 1),
        testing::ElementsAre(
            milliseconds{250},
            milliseconds{750},
            milliseconds{2125},
            milliseconds{2375},
            milliseconds{2625},
            milliseconds{2875}
        )
    );
}

class EveryPattern : public testing::TestWithParam<ArrivalOptions> {};

TEST_P(EveryPattern, HasTheExpectedCountAscendsAndReplays) {
    const auto series = at_rates({100, 0, 300}, seconds{200});
    const double sigmas = GetParam().pattern == ArrivalPattern::Deterministic ? 0 : GetParam().dispersion;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        SCOPED_TRACE(seed);
        const auto times = all(series, GetParam(), seed);
        EXPECT_NEAR(static_cast<double>(times.size()), 80000, 1 + 5 * std::sqrt(80000 * sigmas));
        EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
        EXPECT_EQ(all(series, GetParam(), seed), times);
        for (const Duration time : times) {
            ASSERT_TRUE(time < seconds{200} || time >= seconds{400}) << "where the rate is 0";
        }
    }
}

TEST_P(EveryPattern, HasItsIndexOfDispersion) {
    const Duration length = seconds{20000};
    const auto series = at_rates({50}, length);
    const Duration window = seconds{100};
    // 200 windows: the standard error of a variance is sqrt(2/199) = 10 % of it.
    EXPECT_NEAR(
        dispersion(all(series, GetParam(), 11), length, window),
        GetParam().dispersion,
        0.4 * GetParam().dispersion + 0.01
    );
}

INSTANTIATE_TEST_SUITE_P(
    Patterns,
    EveryPattern,
    testing::Values(
        ArrivalOptions{ArrivalPattern::Poisson, 1},
        ArrivalOptions{ArrivalPattern::Deterministic, 0},
        ArrivalOptions{ArrivalPattern::Gamma, 4},
        ArrivalOptions{ArrivalPattern::Gamma, 0.25},
        ArrivalOptions{ArrivalPattern::Mmpp, 20}
    )
);

TEST(Arrivals, PoissonGapsAreExponential) {
    const auto series = at_rates({1000}, seconds{100});
    const auto times = all(series, {}, 3);
    double shorter = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        shorter += times[i] - times[i - 1] < milliseconds{1} ? 1 : 0;
    }
    EXPECT_NEAR(shorter / static_cast<double>(times.size() - 1), 1 - std::exp(-1.0), 0.01);
}

TEST(Arrivals, AreReadFromTextAndRefusedWithTheChoices) {
    EXPECT_EQ(parse_arrivals("mmpp:20").value(), (ArrivalOptions{ArrivalPattern::Mmpp, 20}));
    EXPECT_EQ(parse_arrivals("poisson").value(), ArrivalOptions{});
    for (const auto* text :
         {"", "mmpp", "mmpp:1", "mmpp:x", "gamma:0", "gamma:-1", "gamma:inf", "uniform:2"}) {
        EXPECT_THAT(
            parse_arrivals(text),
            FailsWith(ErrorCode::InvalidArgument, HasSubstr("poisson, deterministic, mmpp:"))
        ) << text;
    }
}

}  // namespace
}  // namespace flotilla::sim::workload

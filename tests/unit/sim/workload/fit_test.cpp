#include "flotilla/sim/workload/fit/fit.hpp"

#include <charconv>

#include "flotilla/sim/workload/statistics.hpp"

#include "support/matchers.hpp"
#include "unit/sim/workload/requests.hpp"

namespace flotilla::sim::workload {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

model::WorkloadSeries made(
    std::string type, std::map<std::string, std::string> parameters, Duration step, Duration duration
) {
    WorkloadRequest request = request_for(std::move(type), std::move(parameters), 3);
    request.options.step = step;
    request.options.duration = duration;
    return generate(request).value();
}

/// The number at the beginning of a parameter: "780" of "780s".
double number_of(const FittedParameters& parameters, const std::string& name) {
    const std::string& text = parameters.at(name);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

TEST(Fit, FindsAWaveAgain) {
    const auto fitted =
        fit("sinusoidal",
            made(
                "sinusoidal",
                {{"mean", "80"}, {"amplitude", "0.4"}, {"period", "20m"}, {"phase", "50"}},
                seconds{5},
                hours{2}
            ));
    ASSERT_THAT(fitted, IsOk());
    EXPECT_NEAR(number_of(*fitted, "mean"), 80, 0.1);
    EXPECT_NEAR(number_of(*fitted, "amplitude"), 0.4, 0.01);
    EXPECT_NEAR(number_of(*fitted, "period"), 1200, 1);
    EXPECT_NEAR(number_of(*fitted, "phase"), 50, 1);
}

TEST(Fit, FindsTwoLevelsAgain) {
    const auto fitted =
        fit("low_high",
            made(
                "low_high",
                {{"low", "20"}, {"high", "90"}, {"low-for", "10m"}, {"high-for", "5m"}},
                seconds{10},
                hours{3}
            ));
    ASSERT_THAT(fitted, IsOk());
    EXPECT_NEAR(number_of(*fitted, "low"), 20, 0.01);
    EXPECT_NEAR(number_of(*fitted, "high"), 90, 0.01);
    EXPECT_NEAR(number_of(*fitted, "low-for"), 600, 10);
    EXPECT_NEAR(number_of(*fitted, "high-for"), 300, 10);
}

TEST(Fit, FindsDaysAgain) {
    const auto fitted =
        fit("wikipedia",
            made(
                "wikipedia",
                {{"mean", "500"},
                 {"day-ratio", "3"},
                 {"peak-hour", "15"},
                 {"second", "0.2"},
                 {"second-hour", "4"},
                 {"weekend", "-0.3"},
                 {"hurst", "0.75"},
                 {"sigma", "0.2"},
                 {"jitter", "0"}},
                minutes{5},
                hours{24 * 28}
            ));
    ASSERT_THAT(fitted, IsOk());
    EXPECT_NEAR(number_of(*fitted, "mean"), 500, 50);
    EXPECT_NEAR(number_of(*fitted, "day-ratio"), 3, 0.3);
    EXPECT_NEAR(number_of(*fitted, "peak-hour"), 15, 0.5);
    EXPECT_NEAR(number_of(*fitted, "second"), 0.2, 0.06);
    EXPECT_NEAR(number_of(*fitted, "second-hour"), 4, 1);
    EXPECT_NEAR(number_of(*fitted, "weekend"), -0.3, 0.1);
    EXPECT_NEAR(number_of(*fitted, "hurst"), 0.75, 0.1);
    EXPECT_NEAR(number_of(*fitted, "sigma"), 0.2, 0.04);
}

TEST(Fit, CountsSpikesOnTheirOwn) {
    const auto series = made(
        "twitter", {{"mean", "50"}, {"sigma", "0.1"}, {"spikes-per-day", "0.5"}}, minutes{5}, hours{24 * 28}
    );
    const auto fitted = fit("twitter", series);
    ASSERT_THAT(fitted, IsOk());
    EXPECT_NEAR(number_of(*fitted, "spikes-per-day"), 0.5, 0.3);
    EXPECT_NEAR(number_of(*fitted, "mean"), 50, 5);
}

TEST(Fit, FindsThePhasesOfBatchAnalyticsAgain) {
    const auto fitted =
        fit("arabesque",
            made(
                "arabesque",
                {{"limit", "4000"},
                 {"load", "0.3"},
                 {"shuffle", "0.6"},
                 {"supersteps", "4,4"},
                 {"ram-base", "1000"},
                 {"ram-step", "100"}},
                seconds{5},
                hours{24}
            ));
    ASSERT_THAT(fitted, IsOk());
    EXPECT_NEAR(number_of(*fitted, "limit"), 4000, 1);
    EXPECT_NEAR(number_of(*fitted, "load"), 0.3, 0.03);
    EXPECT_NEAR(number_of(*fitted, "shuffle"), 0.6, 0.03);
    EXPECT_NEAR(number_of(*fitted, "phase-median"), 95, 15);
    EXPECT_EQ(fitted->at("supersteps"), "4,4");
    EXPECT_NEAR(number_of(*fitted, "ram-base"), 1000, 1);
    EXPECT_NEAR(number_of(*fitted, "ram-step"), 100, 15);
}

/// What is estimated is accepted by its type, and the new series is like the old one.
class EveryEstimator : public testing::TestWithParam<const char*> {};

TEST_P(EveryEstimator, GivesParametersThatItsTypeTakesAndTheSameMean) {
    const std::string type = GetParam();
    WorkloadRequest request = request_for(type, {}, 4);
    request.options.step = type == "arabesque" ? seconds{30} : minutes{5};
    request.options.duration = hours{24 * 14};
    const auto series = generate(request).value();
    const auto fitted = fit(type, series);
    ASSERT_THAT(fitted, IsOk());
    request.what.parameters = *fitted;
    const auto again = generate(request);
    ASSERT_THAT(again, IsOk());
    const double mean = statistics_of(series.values, series.step).mean;
    if (type != "azure" && type != "worldcup98" &&
        type != "flash_crowd") {  // their level is not a parameter, or is drawn
        EXPECT_NEAR(statistics_of(again->values, series.step).mean, mean, 0.25 * mean);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Types,
    EveryEstimator,
    testing::Values(
        "alibaba",
        "arabesque",
        "azure",
        "borg",
        "constant",
        "flash_crowd",
        "low_high",
        "nasa",
        "random",
        "sinusoidal",
        "twitter",
        "wikipedia",
        "worldcup98"
    ),
    [](const auto& tested) { return std::string{tested.param}; }
);

TEST(Fit, SaysWhatItCannotEstimate) {
    const auto hour = made("constant", {}, seconds{1}, hours{1});
    EXPECT_THAT(
        fit("step", hour),
        FailsWith(
            ErrorCode::InvalidArgument, HasSubstr("type step has nothing to estimate; these have: alibaba")
        )
    );
    EXPECT_THAT(fit("nope", hour), FailsWith(ErrorCode::InvalidArgument, HasSubstr("no workload type")));
    EXPECT_THAT(
        fit("borg", hour), FailsWith(ErrorCode::InvalidArgument, HasSubstr("no series of the kind rps"))
    );
    EXPECT_THAT(fit("nasa", hour), FailsWith(ErrorCode::InvalidArgument, HasSubstr("at least two of them")));
    EXPECT_THAT(fit("low_high", hour), FailsWith(ErrorCode::InvalidArgument, HasSubstr("one level only")));
}

}  // namespace
}  // namespace flotilla::sim::workload

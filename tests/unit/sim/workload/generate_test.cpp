#include <numeric>

#include "support/matchers.hpp"
#include "unit/sim/workload/requests.hpp"

namespace flotilla::sim::workload {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;

WorkloadRequest expression(std::string_view text, int seconds_long) {
    WorkloadRequest request;
    request.what = parse_expression(text).value();
    request.options.duration = seconds{seconds_long};
    return request;
}

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(Generate, AddsMultipliesMixesAndPutsPartsInSequence) {
    const auto values = [](std::string_view text) { return generate(expression(text, 4)).value().values; };
    EXPECT_THAT(values("constant(level=3) + constant(level=4)"), Each(7));
    EXPECT_THAT(values("constant(level=3) * constant(level=4)"), Each(12));
    EXPECT_THAT(values("3: constant(level=10) mix constant(level=2)"), Each(8));
    EXPECT_THAT(values("constant(level=1) then 3: constant(level=2)"), ElementsAre(1, 2, 2, 2));
}

TEST(Generate, MemoryAddsButIsNoFactor) {
    WorkloadRequest request = expression("constant + constant", 2);
    request.options.kind = model::SeriesKind::Usage;
    request.options.ram_mb = 300;
    EXPECT_THAT(generate(request).value().memory_mb, Each(600));
    request.what.join = Join::Product;
    EXPECT_THAT(generate(request).value().memory_mb, Each(300));
}

TEST(Generate, EqualPartsHaveNoiseOfTheirOwn) {
    const auto values =
        generate(expression("step(order=random, hold=1s) + step(order=random, hold=1s)", 30)).value().values;
    const auto is_double = [](double value) { return value == 200 || value == 400 || value == 100; };
    EXPECT_FALSE(std::all_of(values.begin(), values.end(), is_double));
}

TEST(Generate, ScalesThenAddsTheOffsetAndNothingFallsBelowZero) {
    WorkloadRequest request = expression("step(levels=[1,10], hold=1s)", 2);
    request.options.scale = 2;
    request.options.offset = -5;
    EXPECT_THAT(generate(request).value().values, ElementsAre(0, 15));
}

TEST(Generate, HasTheMeanUnderAClip) {
    WorkloadRequest request = expression("sinusoidal(amplitude=0.9, period=100s)", 100);
    request.options.mean = 80;
    request.options.clip = 100;
    const auto values = generate(request).value().values;
    EXPECT_NEAR(mean_of(values), 80, 0.01);
    EXPECT_EQ(*std::max_element(values.begin(), values.end()), 100);
    request.options.mean = 101;
    EXPECT_THAT(
        generate(request),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("clipped to 100 the mean cannot be 101"))
    );
}

TEST(Generate, CompressesTime) {
    WorkloadRequest request = expression("step(levels=[1,2], hold=60s)", 2);
    request.options.time_compress = 60;
    EXPECT_THAT(generate(request).value().values, ElementsAre(1, 2));
}

TEST(Generate, SkipsTheBeginning) {
    WorkloadRequest request = expression("step(levels=[1,2,3], hold=1s)", 2);
    request.options.skip = seconds{1};
    EXPECT_THAT(generate(request).value().values, ElementsAre(2, 3));
}

TEST(Generate, LeavesOutAShareOfTheSamplesAndKeepsTheirRows) {
    WorkloadRequest request = expression("constant", 10000);
    request.options.missing = 0.1;
    const auto series = generate(request).value();
    EXPECT_EQ(series.values.size(), 10000U);
    EXPECT_NEAR(static_cast<double>(series.missing.size()), 1000, 150);
}

TEST(Generate, NoiseIsTheSameWhateverElseIsDrawn) {
    WorkloadRequest request = expression("constant", 100);
    request.options.noise.kind = NoiseKind::Lognormal;
    const auto alone = generate(request).value().values;
    request.options.missing = 0.5;
    EXPECT_EQ(generate(request).value().values, alone);
}

struct BadCase {
    std::string_view name;
    void (*spoil)(WorkloadRequest& request);
    std::string_view message;
};

class BadRequest : public testing::TestWithParam<BadCase> {};

TEST_P(BadRequest, IsRefusedInASentence) {
    WorkloadRequest request = expression("constant", 60);
    GetParam().spoil(request);
    EXPECT_THAT(
        generate(request), FailsWith(ErrorCode::InvalidArgument, HasSubstr(std::string{GetParam().message}))
    );
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
INSTANTIATE_TEST_SUITE_P(
    Options,
    BadRequest,
    testing::Values(
        BadCase{
            "Both",
            [](WorkloadRequest& r) { r.options.mean = r.options.peak = 1; },
            "mean and peak cannot both"
        },
        BadCase{
            "Mean", [](WorkloadRequest& r) { r.options.mean = kNan; }, "mean nan: it must be a number of 0"
        },
        BadCase{"Scale", [](WorkloadRequest& r) { r.options.scale = -1; }, "scale -1"},
        BadCase{"Compress", [](WorkloadRequest& r) { r.options.time_compress = 0; }, "time-compress 0"},
        BadCase{"Missing", [](WorkloadRequest& r) { r.options.missing = 1; }, "missing 1"},
        BadCase{
            "Step",
            [](WorkloadRequest& r) { r.options.step = seconds{0}; },
            "step and duration must be above 0"
        },
        BadCase{
            "Ragged", [](WorkloadRequest& r) { r.options.step = seconds{7}; }, "no whole number of steps"
        },
        BadCase{"Long", [](WorkloadRequest& r) { r.options.step = Duration{1000}; }, "take a longer step"},
        BadCase{
            "Zeros",
            [](WorkloadRequest& r) { r.options.scale = 0, r.options.mean = 5; },
            "a workload of zeros"
        },
        BadCase{
            "Level",
            [](WorkloadRequest& r) { r.what.parameters["level"] = "-3"; },
            "type constant: parameter level: \"-3\" is not a number of 0 or more"
        }
    ),
    [](const auto& tested) { return std::string{tested.param.name}; }
);

}  // namespace
}  // namespace flotilla::sim::workload

#include <algorithm>
#include <cmath>

#include "support/matchers.hpp"
#include "unit/sim/workload/requests.hpp"

namespace flotilla::sim::workload {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;

/// `count` steps of a second.
std::vector<double> values(WorkloadRequest request, int count) {
    request.options.duration = seconds{count};
    const auto series = generate(request);
    EXPECT_THAT(series, testing_support::IsOk());
    return series ? series->values : std::vector<double>{};
}

TEST(Step, HoldsEachLevelAndBeginsAgain) {
    EXPECT_THAT(
        values(request_for("step", {{"levels", "1,5,2"}, {"hold", "2s"}}), 8),
        ElementsAre(1, 1, 5, 5, 2, 2, 1, 1)
    );
}

TEST(Step, GoesToTheNextLevelOnARamp) {
    EXPECT_THAT(
        values(request_for("step", {{"levels", "0,10"}, {"hold", "4s"}, {"ramp", "2s"}}), 8),
        ElementsAre(0, 0, 0, 0, 2.5, 7.5, 10, 10)
    );
}

TEST(Step, ARandomOrderHasEveryLevelOnceATurn) {
    const auto order = [](std::uint64_t seed) {
        return values(
            request_for("step", {{"levels", "1,2,3,4,5,6"}, {"hold", "1s"}, {"order", "random"}}, seed), 6
        );
    };
    EXPECT_THAT(order(1), testing::UnorderedElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_NE(order(1), order(2));
}

TEST(Step, RefusesARampLongerThanItsHold) {
    EXPECT_THAT(
        generate(request_for("step", {{"hold", "5s"}, {"ramp", "6s"}})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("type step: parameter ramp"))
    );
}

TEST(Sinusoidal, SwingsAroundItsMeanWithItsPeriod) {
    const auto wave =
        values(request_for("sinusoidal", {{"mean", "100"}, {"amplitude", "0.5"}, {"period", "100s"}}), 200);
    EXPECT_NEAR(*std::max_element(wave.begin(), wave.end()), 150, 0.1);
    EXPECT_NEAR(*std::min_element(wave.begin(), wave.end()), 50, 0.1);
    EXPECT_NEAR(wave[24], 150, 0.1);
    EXPECT_NEAR(wave[10], wave[110], 1e-9);
}

TEST(Sinusoidal, IsNeverNegative) {
    const auto wave = values(request_for("sinusoidal", {{"amplitude", "3"}, {"period", "100s"}}), 100);
    EXPECT_EQ(*std::min_element(wave.begin(), wave.end()), 0);
}

TEST(LowHigh, IsLowThenHighForItsTimes) {
    EXPECT_THAT(
        values(
            request_for("low_high", {{"low", "1"}, {"high", "5"}, {"low-for", "2s"}, {"high-for", "1s"}}), 6
        ),
        ElementsAre(1, 1, 5, 1, 1, 5)
    );
    EXPECT_THAT(
        values(request_for("low_high", {{"low", "1"}, {"high", "5"}, {"period", "4s"}, {"duty", "0.25"}}), 4),
        ElementsAre(1, 1, 1, 5)
    );
}

TEST(LowHigh, HasSlopesAtItsEdges) {
    EXPECT_THAT(
        values(request_for("low_high", {{"low", "0"}, {"high", "10"}, {"period", "8s"}, {"ramp", "2s"}}), 8),
        ElementsAre(0, 0, 0, 0, 2.5, 7.5, 10, 10)
    );
}

TEST(FlashCrowd, RisesHoldsAndDecays) {
    const auto crowd = values(
        request_for(
            "flash_crowd",
            {{"base", "10"},
             {"multiplier", "5"},
             {"ramp", "10"},
             {"hold", "20"},
             {"decay", "30"},
             {"onsets", "100"}}
        ),
        400
    );
    EXPECT_EQ(crowd[99], 10);
    EXPECT_NEAR(crowd[105], 10 + 40 * 0.55, 0.1);
    EXPECT_EQ(crowd[115], 50);
    EXPECT_NEAR(crowd[160], 10 + 40 * std::exp(-1), 1);
    EXPECT_NEAR(crowd[399], 10, 0.1);
}

TEST(FlashCrowd, ComesAsOftenAsAsked) {
    int crowds = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const auto crowd = values(
            request_for(
                "flash_crowd",
                {{"per-hour", "2"}, {"ramp", "1"}, {"hold", "1"}, {"decay", "1"}, {"multiplier", "9"}},
                seed
            ),
            3600
        );
        for (std::size_t i = 1; i < crowd.size(); ++i) {
            crowds += crowd[i] > 500 && crowd[i - 1] <= 500 ? 1 : 0;
        }
    }
    EXPECT_NEAR(crowds, 60, 24);
}

TEST(Random, StaysWithinItsBoundsAndDwells) {
    for (const auto* walk : {"bounded", "uniform"}) {
        const auto levels = values(
            request_for(
                "random", {{"walk", walk}, {"low", "10"}, {"high", "20"}, {"change", "30"}, {"dwell", "5s"}}
            ),
            1000
        );
        EXPECT_GE(*std::min_element(levels.begin(), levels.end()), 10);
        EXPECT_LE(*std::max_element(levels.begin(), levels.end()), 20);
        for (std::size_t i = 0; i < levels.size(); ++i) {
            EXPECT_EQ(levels[i], levels[i / 5 * 5]);
        }
        EXPECT_NE(levels[0], levels[5]);
    }
}

}  // namespace
}  // namespace flotilla::sim::workload

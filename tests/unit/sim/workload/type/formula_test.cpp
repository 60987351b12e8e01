#include <algorithm>

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

}  // namespace
}  // namespace flotilla::sim::workload

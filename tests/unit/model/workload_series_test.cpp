#include "flotilla/model/workload_series.hpp"

#include <limits>

#include "support/matchers.hpp"

namespace flotilla::model {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;

WorkloadSeries series_of(std::vector<double> values) {
    WorkloadSeries series;
    series.step = seconds{5};
    series.values = std::move(values);
    return series;
}

TEST(WorkloadSeries, HasTheValueOfTheStepThatATimeFallsIn) {
    const WorkloadSeries series = series_of({10, 20});
    EXPECT_EQ(series.at(seconds{0}), 10);
    EXPECT_EQ(series.at(milliseconds{4999}), 10);
    EXPECT_EQ(series.at(seconds{5}), 20);
    EXPECT_EQ(series.duration(), seconds{10});
}

TEST(WorkloadSeries, IsNothingOutsideItsTime) {
    const WorkloadSeries series = series_of({10, 20});
    EXPECT_EQ(series.at(seconds{-1}), 0);
    EXPECT_EQ(series.at(seconds{10}), 0);
}

TEST(WorkloadSeries, RefusesWhatIsNoAmountAndNamesTheStep) {
    EXPECT_THAT(checked(series_of({1, 2})), IsOk());
    EXPECT_THAT(
        checked(series_of({1, -2})), FailsWith(ErrorCode::InvalidArgument, HasSubstr("step 1 has rps -2"))
    );
    EXPECT_THAT(
        checked(series_of({std::numeric_limits<double>::quiet_NaN()})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("step 0"))
    );
    EXPECT_THAT(
        checked(series_of({})), FailsWith(ErrorCode::InvalidArgument, HasSubstr("at least one step"))
    );
}

TEST(WorkloadSeries, UsageHasMemoryForEveryStepAndOthersHaveNone) {
    WorkloadSeries series = series_of({1, 2});
    series.memory_mb = {100, 200};
    EXPECT_THAT(
        checked(series), FailsWith(ErrorCode::InvalidArgument, HasSubstr("2 values of memory instead of 0"))
    );
    series.kind = SeriesKind::Usage;
    EXPECT_THAT(checked(series), IsOk());
    series.memory_mb.pop_back();
    EXPECT_THAT(
        checked(series), FailsWith(ErrorCode::InvalidArgument, HasSubstr("1 values of memory instead of 2"))
    );
}

TEST(WorkloadSeries, MissingStepsAscendAndLieWithin) {
    WorkloadSeries series = series_of({1, 2, 3});
    series.missing = {0, 2};
    EXPECT_THAT(checked(series), IsOk());
    series.missing = {2, 2};
    EXPECT_THAT(checked(series), FailsWith(ErrorCode::InvalidArgument, HasSubstr("missing")));
    series.missing = {3};
    EXPECT_THAT(checked(series), FailsWith(ErrorCode::InvalidArgument, HasSubstr("missing")));
}

TEST(SeriesKind, HasANameEach) {
    for (const SeriesKind kind : {SeriesKind::Rps, SeriesKind::Users, SeriesKind::Usage}) {
        EXPECT_THAT(parse_series_kind(to_string(kind)), IsOkAnd(testing::Eq(kind)));
    }
    EXPECT_THAT(
        parse_series_kind("qps"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("\"qps\" is not one of rps, users, usage"))
    );
}

}  // namespace
}  // namespace flotilla::model

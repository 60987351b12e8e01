#include "flotilla/lab/experiment/scaling_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::lab {
namespace {

using model::Replicas;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

const WallTime kStart = parse_time("2026-01-01T00:00:00Z").value();

ScalingRecord record(
    int run, std::string member, Duration took, ScalingStep step = {Replicas{1}, Replicas{2}}
) {
    return {
        run,
        "shop",
        std::move(member),
        step.from,
        step.to,
        kStart,
        kStart + std::chrono::milliseconds{5},
        kStart + took,
        took
    };
}

TEST(ScalingCsv, HasTheColumnsOfTheContract) {
    const std::string csv = to_csv({record(1, "web", std::chrono::milliseconds{1500})});
    EXPECT_EQ(
        csv,
        "run,group,member,from,to,requested_at,patched_at,ready_at,seconds\n"
        "1,shop,web,1,2,2026-01-01T00:00:00.000000Z,2026-01-01T00:00:00.005000Z,2026-01-01T00:00:01.500000Z,"
        "1.500000\n"
    );
}

TEST(ScalingCsv, ReadsBackWhatWasWritten) {
    const std::vector<ScalingRecord> records{
        record(1, "web", std::chrono::milliseconds{1500}), record(2, "db", std::chrono::seconds{3})
    };
    EXPECT_THAT(records_from_csv(to_csv(records)), IsOkAnd(Eq(records)));
}

TEST(ScalingCsv, NamesTheLineThatIsWrong) {
    const std::string good = to_csv({record(1, "web", std::chrono::seconds{1})});
    EXPECT_THAT(
        records_from_csv("a,b\n"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("line 1: the head must be run,group"))
    );
    EXPECT_THAT(
        records_from_csv(good + "1,2\n"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("line 3: 2 columns instead of 9"))
    );
    EXPECT_THAT(
        records_from_csv(
            good + "x,g,m,1,2,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,1\n"
        ),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("line 3: \"x\" is not a number"))
    );
    EXPECT_THAT(
        records_from_csv(
            good + "1,g,m,1,2,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,nan\n"
        ),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("is no time in seconds"))
    );
}

TEST(ScalingStatistics, AGroupIsReadyWhenItsLastMemberIs) {
    const auto statistics = statistics_of(
        {record(1, "web", std::chrono::seconds{2}),
         record(1, "db", std::chrono::seconds{5}),
         record(2, "web", std::chrono::seconds{3}),
         record(2, "db", std::chrono::seconds{1})}
    );
    ASSERT_EQ(statistics.size(), 1U);
    EXPECT_THAT(statistics[0].seconds, ElementsAre(3, 5));
    EXPECT_EQ(statistics[0].median, 4);
    EXPECT_THAT(statistics[0].median_patched, DoubleNear(0.005, 1e-9));
}

TEST(ScalingStatistics, StepsKeepTheirOrder) {
    const ScalingStep out{Replicas{5}, Replicas{10}};
    const ScalingStep in{Replicas{10}, Replicas{5}};
    const auto statistics = statistics_of(
        {record(1, "web", std::chrono::seconds{1}, out), record(1, "web", std::chrono::seconds{1}, in)}
    );
    ASSERT_EQ(statistics.size(), 2U);
    EXPECT_EQ(statistics[0].step, out);
    EXPECT_EQ(statistics[1].step, in);
}

TEST(UsualSteps, GoOutAndBackTheSameWay) {
    const auto steps = usual_steps();
    ASSERT_EQ(steps.size(), 6U);
    EXPECT_EQ(steps.front(), (ScalingStep{Replicas{1}, Replicas{2}}));
    EXPECT_EQ(steps[3], (ScalingStep{Replicas{10}, Replicas{5}}));
    EXPECT_EQ(steps.back(), (ScalingStep{Replicas{2}, Replicas{1}}));
}

TEST(ScalingPlot, IsSelfContainedAndEscapesNames) {
    ScalingRecord odd = record(1, "web", std::chrono::seconds{2});
    odd.group = "a<b&c";
    const std::string svg = to_svg(statistics_of({odd}));
    EXPECT_THAT(svg, testing::StartsWith("<svg xmlns="));
    EXPECT_THAT(svg, HasSubstr("a&lt;b&amp;c"));
    EXPECT_THAT(svg, HasSubstr("prefers-color-scheme: dark"));
    EXPECT_THAT(svg, testing::Not(HasSubstr("href")));
    EXPECT_THAT(svg, testing::Not(HasSubstr("nan")));
}

TEST(ScalingPlot, OfNothingIsStillAPicture) {
    EXPECT_THAT(to_svg({}), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace flotilla::lab

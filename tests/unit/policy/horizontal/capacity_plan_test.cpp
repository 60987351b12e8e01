#include "flotilla/policy/horizontal/capacity_plan.hpp"

#include <gtest/gtest.h>

#include "flotilla/policy/catalog.hpp"

#include "groups.hpp"
#include "support/matchers.hpp"

namespace flotilla::policy {
namespace {

using namespace testing_groups;
using model::Replicas;
using model::Rule;
using std::chrono::seconds;
using testing::HasSubstr;
using testing_support::FailsWith;

/// web costs 3 millicores a request a second and has 120 to use in each pod; db 1 and 60.
model::ScalingGroup shop(std::string policy, std::map<std::string, std::string> more = {}) {
    more.insert(
        {{"cpu.web", "3"}, {"cpu.db", "1"}, {"pod.web", "200"}, {"pod.db", "100"}, {"utilization", "0.6"}}
    );
    return group_of({member("web"), member("db")}, {std::move(policy), std::move(more)});
}

model::Observation at(Duration when, double rps) {
    model::Observation seen{{seen_with("web", 1), seen_with("db", 1)}, {}};
    seen.metrics["rps"] = {rps, Duration{0}};
    seen.at = when;
    return seen;
}

class RatePlans : public testing::TestWithParam<std::string_view> {
protected:
    std::unique_ptr<const HorizontalPolicy> make(std::map<std::string, std::string> more = {}) {
        return make_horizontal(shop(std::string{GetParam()}, std::move(more))).value();
    }
};

TEST_P(RatePlans, SizeEveryMemberFromTheEntryRateAtOnce) {
    PolicyMemory memory;
    const model::Decision decision = make()->decide(at(seconds{0}, 100), memory);
    EXPECT_EQ(decision.find("web")->desired, Replicas{3});  // 300 ÷ 120
    EXPECT_EQ(decision.find("db")->desired, Replicas{2});   // 100 ÷ 60
    EXPECT_EQ(decision.find("web")->reason.rule, Rule::Planned);
}

TEST_P(RatePlans, ARiseIsMetBeforeItIsThere) {
    PolicyMemory memory;
    const auto policy = make();
    model::Decision decision;
    for (int i = 0; i <= 24; ++i) {
        decision = policy->decide(at(seconds{10 * i}, 10.0 * i), memory);
    }
    EXPECT_GT(decision.find("web")->desired, Replicas{6});  // 240 now
}

TEST_P(RatePlans, AShortDipTakesNothingAway) {
    PolicyMemory memory;
    const auto policy = make({{"hold", "60s"}});
    EXPECT_EQ(policy->decide(at(seconds{0}, 100), memory).find("web")->desired, Replicas{3});
    EXPECT_EQ(policy->decide(at(seconds{60}, 1), memory).find("web")->desired, Replicas{3});
    EXPECT_EQ(policy->decide(at(seconds{200}, 1), memory).find("web")->desired, Replicas{1});
}

TEST_P(RatePlans, WithoutAFreshRateEveryMemberIsKept) {
    PolicyMemory memory;
    model::Observation seen = at(seconds{0}, 100);
    seen.metrics["rps"].age = std::chrono::minutes{5};
    seen.members[0].current = Replicas{7};
    const model::Decision decision = make()->decide(seen, memory);
    EXPECT_EQ(decision.find("web")->desired, Replicas{7});
    EXPECT_EQ(decision.find("web")->reason.rule, Rule::MetricStale);
    EXPECT_TRUE(memory.forecast.planned.points.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Policies,
    RatePlans,
    testing::Values("feed-forward", "predictive"),
    [](const auto& entry) {
        std::string name{entry.param};
        std::erase(name, '-');
        return name;
    }
);

TEST(CapacityPlan, AMemberWithoutItsCostIsRefused) {
    EXPECT_THAT(
        make_horizontal(group_of({member("web")}, {"feed-forward", {{"pod", "200"}}})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("parameter cpu.web is missing (millicores)"))
    );
}

TEST(CapacityPlan, OneFigureMayHoldForAllMembers) {
    PolicyMemory memory;
    const auto policy =
        make_horizontal(group_of({member("a")}, {"feed-forward", {{"cpu", "6"}, {"pod", "100"}}})).value();
    model::Observation seen{{seen_with("a", 1)}, {}};
    seen.metrics["rps"] = {50, Duration{0}};
    EXPECT_EQ(policy->decide(seen, memory).find("a")->desired, Replicas{5});
}

TEST(Predictive, ASeasonMustBeMadeOfWholeSteps) {
    EXPECT_THAT(
        make_horizontal(shop("predictive", {{"step", "7s"}, {"period", "60s"}})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("parameter period"))
    );
}

TEST(Predictive, MeetsYesterdaysPeakBeforeItShows) {
    PolicyMemory memory;
    const auto policy =
        make_horizontal(shop("predictive", {{"step", "30s"}, {"period", "20m"}, {"look-ahead", "2m"}}))
            .value();
    Replicas before_the_peak;
    for (int i = 0; i < 40 * 4 - 2; ++i) {  // a peak of 300 for two minutes at the end of every 20
        const double rps = i % 40 >= 36 ? 300 : 20;
        const model::Decision decision = policy->decide(at(seconds{30 * i}, rps), memory);
        if (i == 40 * 4 - 6) {
            before_the_peak = decision.find("web")->desired;
        }
    }
    EXPECT_GE(before_the_peak, Replicas{6});
}

}  // namespace
}  // namespace flotilla::policy

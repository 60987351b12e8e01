#include "flotilla/cluster/faults/fault_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::cluster::faults {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

TEST(FaultPlanFile, SaysWhatGoesWrongAndWhen) {
    const auto plan = parse_fault_plan(R"(
faults:
- {at: 10s, for: 30s, node: {name: node-2, fault: down}}
- {node: {name: node-1, fault: slow, factor: 3}}
- {at: 1m, pods: {namespace: shop, selector: app=web, count: 2, fault: oom}}
- at: 90
  for: 5s
  api: {verbs: [patch], resources: [deployments/scale], share: 0.5, delay: 20ms, status: 503, retryAfterSeconds: 2}
- {at: 2m, clock: {skew: -5m}}
)");
    ASSERT_THAT(plan, IsOk());
    ASSERT_EQ(plan->faults.size(), 5U);
    const TimedFault down{
        std::chrono::seconds{10}, std::chrono::seconds{30}, NodeFault{"node-2", NodeFaultKind::Down, 1}
    };
    EXPECT_EQ(plan->faults[0], down);
    EXPECT_EQ(std::get<NodeFault>(plan->faults[1].what).factor, 3);
    EXPECT_EQ(plan->faults[1].at, Duration{0});
    const PodFault out_of_memory{"shop", "app=web", 2, PodFaultKind::OutOfMemory};
    EXPECT_EQ(std::get<PodFault>(plan->faults[2].what), out_of_memory);
    EXPECT_EQ(plan->faults[3].at, std::chrono::seconds{90});
    const auto& api = std::get<ApiFault>(plan->faults[3].what);
    EXPECT_EQ(api.status, 503);
    EXPECT_EQ(api.retry_after_seconds, 2);
    EXPECT_THAT(api.resources, testing::ElementsAre("deployments/scale"));
    EXPECT_EQ(std::get<ClockFault>(plan->faults[4].what).skew, -std::chrono::minutes{5});
}

TEST(FaultPlanFile, MayBeEmpty) {
    const auto plan = parse_fault_plan("faults: []");
    ASSERT_THAT(plan, IsOk());
    EXPECT_TRUE(plan->is_empty());
}

struct BadCase {
    std::string_view yaml;
    std::string_view complaint;
};
class FaultPlanFileRefuses : public testing::TestWithParam<BadCase> {};

TEST_P(FaultPlanFileRefuses, WithTheFieldAndWhatItWants) {
    EXPECT_THAT(
        parse_fault_plan(GetParam().yaml),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr(std::string{GetParam().complaint}))
    );
}

INSTANTIATE_TEST_SUITE_P(
    Bad,
    FaultPlanFileRefuses,
    testing::Values(
        BadCase{"", "faults: a list of faults is wanted"},
        BadCase{"faults: {}", "faults: a list of faults is wanted"},
        BadCase{"faults:\n- [", "line"},
        BadCase{"faults: [3]", "faults[0]: is no mapping of fields"},
        BadCase{"faults: [{at: 5s}]", "exactly one of node, pods, api and clock"},
        BadCase{
            "faults: [{node: {name: a, fault: down}, clock: {skew: 1s}}]", "exactly one of node, pods, api"
        },
        BadCase{"faults: [{at: soon, clock: {skew: 1s}}]", "faults[0].at: is no duration"},
        BadCase{"faults: [{at: -5s, clock: {skew: 1s}}]", "faults[0].at: is before the cluster is ready"},
        BadCase{"faults: [{for: 0s, clock: {skew: 1s}}]", "faults[0].for: must be more than nothing"},
        BadCase{"faults: [{when: 5s, clock: {skew: 1s}}]", "faults[0].when: is unknown"},
        BadCase{"faults: [{node: {fault: down}}]", "faults[0].node.name: is missing"},
        BadCase{"faults: [{node: {name: a, fault: explode}}]", "faults[0].node.fault: is none of down, slow"},
        BadCase{"faults: [{node: {name: a, fault: slow}}]", "faults[0].node.factor: goes with fault: slow"},
        BadCase{"faults: [{pods: {selector: '=', fault: crash}}]", "faults[0].pods.selector"},
        BadCase{"faults: [{pods: {count: 0, fault: crash}}]", "faults[0].pods.count: is no whole number"},
        BadCase{"faults: [{api: {}}]", "nothing goes wrong"},
        BadCase{"faults: [{api: {status: 200}}]", "faults[0].api.status: is no whole number from 400 to 599"},
        BadCase{"faults: [{api: {status: 500, share: 2}}]", "faults[0].api.share"},
        BadCase{"faults: [{api: {status: 500, verbs: get}}]", "faults[0].api.verbs: is no list of texts"},
        BadCase{"faults: [{clock: {}}]", "faults[0].clock.skew: is missing"}
    )
);

}  // namespace
}  // namespace flotilla::cluster::faults

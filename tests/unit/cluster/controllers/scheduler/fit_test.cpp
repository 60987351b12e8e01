#include "flotilla/cluster/controllers/scheduler/fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::cluster::controllers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

NodeView node(std::string name = "node-1") {
    NodeView result;
    result.key.name = std::move(name);
    result.labels = {{"zone", "a"}, {"cores", "8"}};
    result.allocatable = {{"cpu", 4000}, {"memory", std::int64_t{8} << 30U}, {"pods", 10}};
    return result;
}

PodView asking(std::int64_t millicores) {
    PodView pod;
    pod.requests = {{"cpu", millicores}};
    return pod;
}

PodView with_affinity(std::string_view expression) {
    PodView pod;
    pod.node_affinity =
        *kube::parse_json(fmt::format(R"({{"nodeSelectorTerms":[{{"matchExpressions":[{}]}}]}})", expression)
        );
    return pod;
}

TEST(Fit, CountsWhatIsLeft) {
    const NodeUse use{{{"cpu", 3000}}, 2};
    EXPECT_THAT(reasons_against(asking(1000), node(), use), IsEmpty());
    EXPECT_THAT(reasons_against(asking(1001), node(), use), ElementsAre("Insufficient cpu"));
    EXPECT_THAT(reasons_against(asking(1), node(), NodeUse{{}, 10}), ElementsAre("Too many pods"));
}

TEST(Fit, ShunsCordonedAndTaintedNodesUnlessTolerated) {
    NodeView cordoned = node();
    cordoned.is_unschedulable = true;
    EXPECT_THAT(reasons_against(asking(1), cordoned, {}), ElementsAre("node(s) were unschedulable"));
    NodeView tainted = node();
    tainted.taints = {{"gpu", "yes", "NoSchedule"}, {"slow", "", "PreferNoSchedule"}};
    PodView pod = asking(1);
    EXPECT_THAT(reasons_against(pod, tainted, {}), ElementsAre("node(s) had untolerated taint {gpu: yes}"));
    pod.tolerations = {{"gpu", false, "yes", "NoSchedule"}};
    EXPECT_THAT(reasons_against(pod, tainted, {}), IsEmpty());
    pod.tolerations = {{"", true, "", ""}};
    EXPECT_THAT(reasons_against(pod, tainted, {}), IsEmpty());
}

struct Case {
    std::string_view expression;
    bool matches;
};
class Affinity : public testing::TestWithParam<Case> {};
TEST_P(Affinity, ReadsExpressionsLikeUpstream) {
    EXPECT_EQ(matches_node(with_affinity(GetParam().expression), node()), GetParam().matches)
        << GetParam().expression;
}
INSTANTIATE_TEST_SUITE_P(
    Operators,
    Affinity,
    testing::Values(
        Case{R"({"key":"zone","operator":"In","values":["b","a"]})", true},
        Case{R"({"key":"zone","operator":"NotIn","values":["a"]})", false},
        Case{R"({"key":"zone","operator":"Exists"})", true},
        Case{R"({"key":"disk","operator":"DoesNotExist"})", true},
        Case{R"({"key":"cores","operator":"Gt","values":["4"]})", true},
        Case{R"({"key":"cores","operator":"Lt","values":["8"]})", false},
        Case{R"({"key":"zone","operator":"Near","values":["a"]})", false}
    )
);

TEST(Fit, SelectsByLabels) {
    PodView pod;
    pod.node_selector = {{"zone", "b"}};
    EXPECT_FALSE(matches_node(pod, node()));
    pod.node_selector = {{"zone", "a"}};
    EXPECT_TRUE(matches_node(pod, node()));
}

TEST(Score, PrefersTheEmptierNodeAlsoForPodsThatAskForNothing) {
    const PodView modest;
    EXPECT_GT(
        least_allocated_score(asking(500), node(), {}),
        least_allocated_score(asking(500), node(), {{{"cpu", 1000}}, 1})
    );
    EXPECT_GT(least_allocated_score(modest, node(), {}), least_allocated_score(modest, node(), {{}, 3}));
}

TEST(Explanation, CountsNodesByReason) {
    EXPECT_EQ(
        explain_unschedulable(
            {{"Insufficient cpu"}, {"Insufficient cpu", "Too many pods"}, {"node(s) were unschedulable"}}
        ),
        "0/3 nodes are available: 1 Too many pods, 1 node(s) were unschedulable, 2 Insufficient cpu."
    );
    EXPECT_EQ(explain_unschedulable({}), "no nodes available to schedule pods");
}

}  // namespace
}  // namespace flotilla::cluster::controllers

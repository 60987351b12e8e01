#include "flotilla/cluster/controllers/replicaset/victims.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace flotilla::cluster::controllers {
namespace {

constexpr WallTime kNow{std::chrono::hours{100}};

Candidate running(std::string uid) {
    Candidate pod;
    pod.name = uid;
    pod.uid = std::move(uid);
    pod.node = "node-1";
    pod.phase = Candidate::Phase::Running;
    pod.created = kNow - std::chrono::hours{1};
    pod.ready_since = kNow - std::chrono::minutes{50};
    return pod;
}

struct Case {
    std::string_view name;
    std::function<void(Candidate&)> change;  ///< makes a running pod the one to lose
};
class Victims : public testing::TestWithParam<Case> {};
TEST_P(Victims, GoFirst) {
    Candidate victim = running("z");
    GetParam().change(victim);
    std::vector<Candidate> pods{running("a"), victim, running("b")};
    sort_victims_first(pods, kNow);
    EXPECT_EQ(pods.front().uid, "z") << GetParam().name;
}
INSTANTIATE_TEST_SUITE_P(
    Order,
    Victims,
    testing::Values(
        Case{"not scheduled", [](Candidate& pod) { pod.node.clear(); }},
        Case{"pending", [](Candidate& pod) { pod.phase = Candidate::Phase::Pending; }},
        Case{"not ready", [](Candidate& pod) { pod.ready_since.reset(); }},
        Case{"cheap", [](Candidate& pod) { pod.deletion_cost = -1; }},
        Case{"crowded", [](Candidate& pod) { pod.crowd = 2; }},
        Case{"lately ready", [](Candidate& pod) { pod.ready_since = kNow - std::chrono::minutes{1}; }},
        Case{"often restarted", [](Candidate& pod) { pod.restarts = 3; }},
        Case{"young", [](Candidate& pod) { pod.created = kNow - std::chrono::minutes{1}; }}
    )
);

TEST(VictimsOrder, PutsSchedulingBeforeCost) {
    Candidate unscheduled = running("a");
    unscheduled.node.clear();
    unscheduled.deletion_cost = 100;
    Candidate cheap = running("b");
    cheap.deletion_cost = -100;
    std::vector<Candidate> pods{cheap, unscheduled};
    sort_victims_first(pods, kNow);
    EXPECT_EQ(pods.front().uid, "a");
}

TEST(VictimsOrder, LeavesPodsOfLikeAgeToTheirUids) {
    Candidate slightly_younger = running("b");
    slightly_younger.ready_since = *slightly_younger.ready_since + std::chrono::seconds{1};
    std::vector<Candidate> pods{slightly_younger, running("a")};
    sort_victims_first(pods, kNow);
    EXPECT_EQ(pods.front().uid, "a");
}

}  // namespace
}  // namespace flotilla::cluster::controllers

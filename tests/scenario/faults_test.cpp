#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/cluster/controllers/engine/world.hpp"
#include "flotilla/cluster/faults/fault_plan.hpp"

#include "scenario/manifests.hpp"
#include "support/matchers.hpp"
#include "support/simulated_cluster.hpp"

namespace flotilla {
namespace {

using namespace cluster::controllers;
using testing_support::deployment_yaml;
using testing_support::IsOk;
using testing_support::SimulatedCluster;

constexpr Duration kPatience = std::chrono::minutes{3};

cluster::ClusterOptions rehearsing(std::string_view faults) {
    cluster::ClusterOptions options;
    options.faults = cluster::faults::parse_fault_plan(faults).value();
    return options;
}

std::string ready_condition(SimulatedCluster& cluster, const std::string& node) {
    const auto object = cluster.get(nodes_type(), {"", node});
    const auto condition = object ? object->condition("Ready") : std::nullopt;
    return condition ? condition->status : "";
}

std::size_t restarts(SimulatedCluster& cluster) {
    std::size_t count = 0;
    for (const auto& pod : cluster.list(pods_type())) {
        const kube::JsonArray* statuses = kube::find_array(pod.json(), {"status", "containerStatuses"});
        for (const kube::Json& status : statuses == nullptr ? kube::JsonArray{} : *statuses) {
            count += static_cast<std::size_t>(kube::find_int(status, {"restartCount"}).value_or(0));
        }
    }
    return count;
}

std::size_t ready_pods(SimulatedCluster& cluster) {
    std::size_t ready = 0;
    for (const auto& pod : cluster.list(pods_type())) {
        const auto condition = pod.condition("Ready");
        ready += condition && condition->status == "True" ? 1 : 0;
    }
    return ready;
}

TEST(FaultScenario, ANodeIsLostAndComesBack) {
    SimulatedCluster cluster{rehearsing("faults: [{at: 10s, for: 2m, node: {name: node-2, fault: down}}]")};
    cluster.run_for(std::chrono::seconds{5});
    EXPECT_EQ(ready_condition(cluster, "node-2"), "True");
    EXPECT_TRUE(cluster.run_until([&] { return ready_condition(cluster, "node-2") == "Unknown"; }, kPatience)
    );
    EXPECT_EQ(ready_condition(cluster, "node-1"), "True");
    EXPECT_TRUE(cluster.run_until([&] { return ready_condition(cluster, "node-2") == "True"; }, kPatience));
}

TEST(FaultScenario, SoManyPodsCrashAndAreStartedAgain) {
    SimulatedCluster cluster{
        rehearsing("faults: [{at: 1m, pods: {selector: app=web, count: 2, fault: crash}}]")
    };
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.replicas = 5})), IsOk());
    cluster.run_for(std::chrono::seconds{55});
    EXPECT_EQ(restarts(cluster), 0U);
    cluster.run_for(std::chrono::seconds{30});
    EXPECT_EQ(restarts(cluster), 2U);
    EXPECT_EQ(ready_pods(cluster), 5U);
}

TEST(FaultScenario, KilledPodsAreReplaced) {
    SimulatedCluster cluster{rehearsing("faults: [{at: 1m, pods: {fault: kill}}]")};
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.replicas = 3})), IsOk());
    cluster.run_for(std::chrono::seconds{55});
    std::set<std::string> before;
    for (const auto& pod : cluster.list(pods_type())) {
        before.emplace(pod.name());
    }
    cluster.run_for(std::chrono::seconds{30});
    EXPECT_EQ(ready_pods(cluster), 3U);
    for (const auto& pod : cluster.list(pods_type())) {
        EXPECT_FALSE(before.contains(std::string{pod.name()})) << pod.name();
    }
}

TEST(FaultScenario, ReadinessIsTakenAwayAndGivenBack) {
    SimulatedCluster cluster{rehearsing("faults: [{at: 1m, for: 20s, pods: {count: 1, fault: never-ready}}]")
    };
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.replicas = 3})), IsOk());
    cluster.run_for(std::chrono::seconds{65});
    EXPECT_EQ(ready_pods(cluster), 2U);
    cluster.run_for(std::chrono::seconds{30});
    EXPECT_EQ(ready_pods(cluster), 3U);
}

TEST(FaultScenario, PodsOnASlowNodeNeedLonger) {
    const auto time_until_ready = [](std::string_view faults) {
        SimulatedCluster cluster{rehearsing(faults)};
        cluster.run_for(std::chrono::seconds{1});
        EXPECT_THAT(
            cluster.create(
                deployments_type(),
                deployment_yaml({.replicas = 3, .annotations = "flotilla.dev/ready-delay: 10s"})
            ),
            IsOk()
        );
        const WallTime created = cluster.now();
        EXPECT_TRUE(cluster.run_until([&] { return ready_pods(cluster) == 3; }, kPatience));
        return cluster.now() - created;
    };
    const auto usual = time_until_ready("faults: []");
    const auto slow = time_until_ready(R"(faults:
- {node: {name: node-1, fault: slow, factor: 3}}
- {node: {name: node-2, fault: slow, factor: 3}}
- {node: {name: node-3, fault: slow, factor: 3}}
)");
    EXPECT_GT(slow, 2 * usual);
}

TEST(FaultScenario, TheWallClockIsWrongForAWhile) {
    SimulatedCluster cluster{rehearsing("faults: [{at: 10s, for: 1m, clock: {skew: 1h}}]")};
    const auto age_of_new = [&](const std::string& name) {
        const auto made = cluster.create(
            {"", "v1", "configmaps", "ConfigMap", true}, "{kind: ConfigMap, metadata: {name: " + name + "}}"
        );
        return cluster.now() -
               parse_time(kube::find_string(made->json(), {"metadata", "creationTimestamp"}).value()).value();
    };
    EXPECT_LT(age_of_new("before"), std::chrono::seconds{2});
    cluster.run_for(std::chrono::seconds{20});
    EXPECT_LT(age_of_new("wrong"), -std::chrono::minutes{59});
    cluster.run_for(std::chrono::minutes{1});
    EXPECT_GT(age_of_new("after"), -std::chrono::seconds{2});
}

TEST(FaultScenario, TheApiIsAwayForAWhileAndDropsItsWatches) {
    SimulatedCluster cluster{rehearsing(
        "faults: [{at: 10s, for: 20s, api: {users: [flotilla-admin], status: 500, dropWatches: true}}]"
    )};
    cluster.run_for(std::chrono::seconds{40});
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.replicas = 3})), IsOk());
    EXPECT_TRUE(cluster.run_until([&] { return ready_pods(cluster) == 3; }, kPatience))
        << "the controllers work again";
}

}  // namespace
}  // namespace flotilla

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/base/random.hpp"
#include "flotilla/cluster/controllers/engine/world.hpp"
#include "flotilla/cluster/history_hash.hpp"

#include "scenario/manifests.hpp"
#include "support/matchers.hpp"
#include "support/simulated_cluster.hpp"

namespace flotilla {
namespace {

using namespace cluster::controllers;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::deployment_yaml;
using testing_support::IsOk;
using testing_support::service_yaml;
using testing_support::SimulatedCluster;

constexpr Duration kPatience = std::chrono::minutes{3};
const kube::ObjectKey kWeb{"default", "web"};

std::size_t ready_pods(SimulatedCluster& cluster) {
    std::size_t ready = 0;
    for (const auto& pod : cluster.list(pods_type())) {
        const auto condition = pod.condition("Ready");
        ready += condition && condition->status == "True" && !pod.is_deleting() ? 1 : 0;
    }
    return ready;
}

void start_web(SimulatedCluster& cluster, int replicas = 3) {
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.replicas = replicas})), IsOk());
    ASSERT_TRUE(cluster.run_until(
        [&] { return ready_pods(cluster) == static_cast<std::size_t>(replicas); }, kPatience
    ));
}

TEST(GarbageScenario, NothingIsLeftOfADeletedDeployment) {
    for (const char* propagation : {"Background", "Foreground"}) {
        SCOPED_TRACE(propagation);
        SimulatedCluster cluster;
        start_web(cluster);
        ASSERT_THAT(cluster.remove(deployments_type(), kWeb, propagation), IsOk());
        EXPECT_TRUE(cluster.run_until(
            [&] {
                return cluster.list(deployments_type()).empty() &&
                       cluster.list(replica_sets_type()).empty() && cluster.list(pods_type()).empty();
            },
            kPatience
        ));
    }
}

TEST(GarbageScenario, OrphansStayAndAreAdoptedAgain) {
    SimulatedCluster cluster;
    start_web(cluster);
    ASSERT_THAT(cluster.remove(deployments_type(), kWeb, "Orphan"), IsOk());
    ASSERT_TRUE(cluster.run_until([&] { return cluster.list(deployments_type()).empty(); }, kPatience));
    cluster.run_for(std::chrono::minutes{1});
    ASSERT_THAT(cluster.list(replica_sets_type()), SizeIs(1));
    EXPECT_THAT(cluster.list(replica_sets_type())[0].owner_references(), IsEmpty());
    EXPECT_THAT(cluster.list(pods_type()), SizeIs(3));
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({})), IsOk());
    cluster.run_for(std::chrono::minutes{1});
    ASSERT_THAT(cluster.list(replica_sets_type()), SizeIs(1));
    EXPECT_THAT(cluster.list(replica_sets_type())[0].owner_references(), SizeIs(1));
}

TEST(NamespaceScenario, VanishesWithEverythingInIt) {
    SimulatedCluster cluster;
    ASSERT_THAT(
        cluster.create(namespaces_type(), "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"), IsOk()
    );
    ASSERT_TRUE(cluster.run_until(
        [&] { return cluster.list(service_accounts_type(), "shop").size() == 1; }, kPatience
    ));
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.namespace_ = "shop"})), IsOk());
    ASSERT_TRUE(cluster.run_until([&] { return ready_pods(cluster) == 3; }, kPatience));
    ASSERT_THAT(cluster.remove(namespaces_type(), {"", "shop"}), IsOk());
    ASSERT_TRUE(cluster.run_until([&] { return !cluster.get(namespaces_type(), {"", "shop"}); }, kPatience));
    EXPECT_THAT(cluster.list(pods_type(), "shop"), IsEmpty());
    EXPECT_THAT(cluster.list(config_maps_type(), "shop"), IsEmpty());
    EXPECT_THAT(cluster.list(service_accounts_type(), "shop"), IsEmpty());
}

TEST(ServiceScenario, ListsReadyPodsOnly) {
    SimulatedCluster cluster;
    ASSERT_THAT(cluster.create(services_type(), service_yaml("web")), IsOk());
    start_web(cluster);
    const auto addresses = [&](const char* field) {
        const auto endpoints = cluster.get(endpoints_type(), kWeb);
        const kube::JsonArray* subsets =
            endpoints ? kube::find_array(endpoints->json(), {"subsets"}) : nullptr;
        const kube::JsonArray* list =
            subsets != nullptr && !subsets->empty() ? kube::find_array((*subsets)[0], {field}) : nullptr;
        return list != nullptr ? list->size() : 0;
    };
    ASSERT_TRUE(cluster.run_until([&] { return addresses("addresses") == 3; }, kPatience));
    const auto victim = cluster.list(pods_type())[0].key();
    const std::string fault = R"({"metadata":{"annotations":{"flotilla.dev/fault":"never-ready"}}})";
    ASSERT_THAT(cluster.patch(pods_type(), victim, fault), IsOk());
    EXPECT_TRUE(cluster.run_until(
        [&] { return addresses("addresses") == 2 && addresses("notReadyAddresses") == 1; }, kPatience
    ));
    const auto slices = cluster.list(endpoint_slices_type(), "default");
    ASSERT_THAT(slices, SizeIs(testing::Ge(1U)));
}

TEST(NodeScenario, PodsOfALostNodeComeBackElsewhere) {
    SimulatedCluster cluster;
    start_web(cluster, 6);
    const std::string fail = R"({"metadata":{"annotations":{"flotilla.dev/fault":"down"}}})";
    ASSERT_THAT(cluster.patch(nodes_type(), {"", "node-1"}, fail), IsOk());
    ASSERT_TRUE(cluster.run_until(
        [&] {
            const auto node = cluster.get(nodes_type(), {"", "node-1"});
            return node && node->condition("Ready")->status == "Unknown";
        },
        kPatience
    ));
    ASSERT_TRUE(cluster.run_until([&] { return ready_pods(cluster) == 4; }, kPatience));
    EXPECT_TRUE(cluster.run_until([&] { return ready_pods(cluster) == 6; }, std::chrono::minutes{8}));
    const std::string restore = R"({"metadata":{"annotations":{"flotilla.dev/fault":null}}})";
    ASSERT_THAT(cluster.patch(nodes_type(), {"", "node-1"}, restore), IsOk());
    EXPECT_TRUE(cluster.run_until([&] { return cluster.list(pods_type()).size() == 6; }, kPatience));
    EXPECT_EQ(cluster.get(nodes_type(), {"", "node-1"})->condition("Ready")->status, "True");
}

TEST(NodeScenario, PodsThatFitNowhereWaitAndSayWhy) {
    SimulatedCluster cluster;
    ASSERT_THAT(
        cluster.create(pods_type(), R"(
apiVersion: v1
kind: Pod
metadata: {name: big}
spec: {containers: [{name: main, image: big, resources: {requests: {cpu: "100"}}}]}
)"),
        IsOk()
    );
    cluster.run_for(std::chrono::seconds{5});
    const auto condition = cluster.get(pods_type(), {"default", "big"})->condition("PodScheduled");
    ASSERT_TRUE(condition.has_value());
    EXPECT_EQ(condition->reason, "Unschedulable");
    EXPECT_EQ(condition->message, "0/3 nodes are available: 3 Insufficient cpu.");
}

/// Scales seven Deployments at random each minute, with a fault now and then. @return the hash of all that
/// happened
std::uint64_t busy_hour(std::uint64_t seed) {
    cluster::ClusterOptions options;
    options.api.seed = seed;
    options.control.seed = seed;
    options.control.nodes.seed = seed;
    SimulatedCluster cluster{std::move(options)};
    RandomStream random{seed, "actions"};
    std::vector<kube::ObjectKey> keys;
    for (const char* name : {"webui", "db", "image", "persistence", "recommender", "registry", "auth"}) {
        EXPECT_THAT(
            cluster.create(deployments_type(), deployment_yaml({.name = name, .replicas = 1})), IsOk()
        );
        keys.push_back({"default", name});
    }
    cluster::HistoryHash hash;
    for (int minute = 0; minute < 60; ++minute) {
        for (const kube::ObjectKey& key : keys) {
            EXPECT_THAT(cluster.scale(deployments_type(), key, random.between(1, 5)), IsOk());
        }
        cluster.run_for(std::chrono::minutes{1});
        EXPECT_THAT(hash.take(cluster.cluster().store()), IsOk());
    }
    EXPECT_GT(hash.change_count(), 1000U);
    return hash.value();
}

TEST(Determinism, TheSameSeedGivesTheSameHistory) {
    const std::uint64_t first = busy_hour(1);
    EXPECT_EQ(first, busy_hour(1));
    EXPECT_NE(first, busy_hour(2));
}

}  // namespace
}  // namespace flotilla

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/base/random.hpp"
#include "flotilla/cluster/controllers/engine/world.hpp"

#include "scenario/manifests.hpp"
#include "support/matchers.hpp"
#include "support/simulated_cluster.hpp"

namespace flotilla {
namespace {

using namespace cluster::controllers;
using testing::SizeIs;
using testing_support::deployment_yaml;
using testing_support::IsOk;
using testing_support::SimulatedCluster;
using testing_support::WebOptions;

const kube::ObjectKey kWeb{"default", "web"};

std::int64_t status_of(SimulatedCluster& cluster, std::string_view field) {
    const auto deployment = cluster.get(deployments_type(), kWeb);
    return deployment ? kube::find_int(deployment->json(), {"status", field}).value_or(0) : -1;
}

bool is_rolled_out(SimulatedCluster& cluster) {
    const auto deployment = cluster.get(deployments_type(), kWeb);
    if (!deployment) {
        return false;
    }
    const auto field = [&](std::string_view name) {
        return kube::find_int(deployment->json(), {"status", name}).value_or(0);
    };
    const std::int64_t wanted = kube::find_int(deployment->json(), {"spec", "replicas"}).value_or(0);
    return field("observedGeneration") == deployment->generation() && field("updatedReplicas") == wanted &&
           field("availableReplicas") == wanted && field("replicas") == wanted;
}

std::string reason_of(SimulatedCluster& cluster, std::string_view type) {
    const auto deployment = cluster.get(deployments_type(), kWeb);
    const auto condition = deployment ? deployment->condition(type) : std::nullopt;
    return condition ? condition->status + " " + condition->reason : "none";
}

std::int64_t wanted_pods(SimulatedCluster& cluster) {
    std::int64_t sum = 0;
    for (const auto& set : cluster.list(replica_sets_type(), "default")) {
        sum += kube::find_int(set.json(), {"spec", "replicas"}).value_or(0);
    }
    return sum;
}

std::string set_image(const std::string& image) {
    return fmt::format(
        R"({{"spec":{{"template":{{"metadata":{{"annotations":{{"image":"{}"}}}}}}}}}})", image
    );
}

TEST(DeploymentScenario, BecomesAvailableAndSaysSo) {
    SimulatedCluster cluster;
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({})), IsOk());
    ASSERT_TRUE(cluster.run_until([&] { return is_rolled_out(cluster); }, std::chrono::minutes{2}));
    EXPECT_EQ(reason_of(cluster, "Available"), "True MinimumReplicasAvailable");
    EXPECT_EQ(reason_of(cluster, "Progressing"), "True NewReplicaSetAvailable");
    EXPECT_EQ(cluster.get(deployments_type(), kWeb)->annotation("deployment.kubernetes.io/revision"), "1");
    EXPECT_THAT(cluster.list(pods_type(), "default"), SizeIs(3));
}

TEST(DeploymentScenario, RollsOverWithinItsBounds) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        SCOPED_TRACE(seed);
        cluster::ClusterOptions options;
        options.api.seed = seed;
        options.control.nodes.seed = seed;
        SimulatedCluster cluster{std::move(options)};
        ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.replicas = 8})), IsOk());
        ASSERT_TRUE(cluster.run_until([&] { return is_rolled_out(cluster); }, std::chrono::minutes{2}));
        ASSERT_THAT(cluster.patch(deployments_type(), kWeb, set_image("web:2")), IsOk());
        std::int64_t least_available = 8;
        std::int64_t most_wanted = 8;
        ASSERT_TRUE(cluster.run_until(
            [&] {
                least_available = std::min(least_available, status_of(cluster, "availableReplicas"));
                most_wanted = std::max(most_wanted, wanted_pods(cluster));
                return is_rolled_out(cluster);
            },
            std::chrono::minutes{5},
            std::chrono::milliseconds{50}
        ));
        EXPECT_GE(least_available, 6);
        EXPECT_LE(most_wanted, 10);
        EXPECT_EQ(
            cluster.get(deployments_type(), kWeb)->annotation("deployment.kubernetes.io/revision"), "2"
        );
        EXPECT_THAT(cluster.list(replica_sets_type(), "default"), SizeIs(2));
    }
}

TEST(DeploymentScenario, NeverExceedsItsSurgeAndRecoversWhenPodsCrashAtRandom) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        SCOPED_TRACE(seed);
        RandomStream random{seed, "faults"};
        cluster::ClusterOptions options;
        options.api.seed = seed;
        options.control.nodes.seed = seed;
        SimulatedCluster cluster{std::move(options)};
        ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.replicas = 6})), IsOk());
        for (int step = 0; step < 40; ++step) {
            const auto pods = cluster.list(pods_type(), "default");
            if (!pods.empty() && random.uniform() < 0.5) {
                const auto& victim = pods[static_cast<std::size_t>(
                    random.between(0, static_cast<std::int64_t>(pods.size()) - 1)
                )];
                const auto fault = random.uniform() < 0.5 ? "crash" : "oom";
                const std::string patch = fmt::format(
                    R"({{"metadata":{{"annotations":{{"flotilla.dev/fault":"{} {}"}}}}}})", fault, step
                );
                if (random.uniform() < 0.3) {
                    static_cast<void>(cluster.remove(pods_type(), victim.key())
                    );  // it may just have gone by itself
                } else {
                    static_cast<void>(cluster.patch(pods_type(), victim.key(), patch));
                }
            }
            if (step % 10 == 5) {
                ASSERT_THAT(
                    cluster.patch(deployments_type(), kWeb, set_image(fmt::format("web:{}", step))), IsOk()
                );
            }
            cluster.run_for(std::chrono::milliseconds{random.between(10, 2000)});
            ASSERT_LE(wanted_pods(cluster), 8);
        }
        ASSERT_TRUE(cluster.run_until([&] { return is_rolled_out(cluster); }, std::chrono::minutes{15}));
        const auto six_are_left = [&] { return cluster.list(pods_type(), "default").size() == 6; };
        EXPECT_TRUE(cluster.run_until(six_are_left, std::chrono::minutes{1}));  // old pods may still stop
    }
}

TEST(DeploymentScenario, RecreateStopsEverythingFirst) {
    SimulatedCluster cluster;
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({.strategy = "type: Recreate"})), IsOk());
    ASSERT_TRUE(cluster.run_until([&] { return is_rolled_out(cluster); }, std::chrono::minutes{2}));
    ASSERT_THAT(cluster.patch(deployments_type(), kWeb, set_image("web:2")), IsOk());
    bool was_empty = false;
    ASSERT_TRUE(cluster.run_until(
        [&] {
            was_empty = was_empty || status_of(cluster, "replicas") == 0;
            return is_rolled_out(cluster);
        },
        std::chrono::minutes{2},
        std::chrono::milliseconds{20}
    ));
    EXPECT_TRUE(was_empty);
}

TEST(DeploymentScenario, ReportsARolloutThatIsLate) {
    SimulatedCluster cluster;
    ASSERT_THAT(
        cluster.create(
            deployments_type(), deployment_yaml({.annotations = "flotilla.dev/pull-error: denied"})
        ),
        IsOk()
    );
    cluster.run_for(std::chrono::minutes{11});
    EXPECT_EQ(reason_of(cluster, "Progressing"), "False ProgressDeadlineExceeded");
    EXPECT_EQ(reason_of(cluster, "Available"), "False MinimumReplicasUnavailable");
}

TEST(DeploymentScenario, GoesBackToAnEarlierTemplateUnderANewRevision) {
    SimulatedCluster cluster;
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({})), IsOk());
    for (const char* image : {"a", "b", "a"}) {
        ASSERT_THAT(cluster.patch(deployments_type(), kWeb, set_image(image)), IsOk());
        ASSERT_TRUE(cluster.run_until([&] { return is_rolled_out(cluster); }, std::chrono::minutes{2}));
    }
    EXPECT_EQ(cluster.get(deployments_type(), kWeb)->annotation("deployment.kubernetes.io/revision"), "4");
    EXPECT_THAT(cluster.list(replica_sets_type(), "default"), SizeIs(3));
}

TEST(DeploymentScenario, ScalesInAndOut) {
    SimulatedCluster cluster;
    ASSERT_THAT(cluster.create(deployments_type(), deployment_yaml({})), IsOk());
    for (const std::int64_t replicas : {7, 1, 0, 2}) {
        ASSERT_THAT(cluster.scale(deployments_type(), kWeb, replicas), IsOk());
        ASSERT_TRUE(cluster.run_until(
            [&] {
                return is_rolled_out(cluster) &&
                       static_cast<std::int64_t>(cluster.list(pods_type(), "default").size()) == replicas;
            },
            std::chrono::minutes{2}
        ));
    }
    EXPECT_THAT(cluster.list(replica_sets_type(), "default"), SizeIs(1));
}

}  // namespace
}  // namespace flotilla

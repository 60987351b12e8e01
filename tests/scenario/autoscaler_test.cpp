#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/cluster/controllers/engine/world.hpp"
#include "flotilla/cluster/usage/annotated_usage.hpp"
#include "flotilla/kube/api/types/autoscaling.gen.hpp"
#include "flotilla/lab/autoscaling.hpp"

#include "scenario/manifests.hpp"
#include "support/matchers.hpp"
#include "support/simulated_cluster.hpp"

namespace flotilla {
namespace {

using namespace cluster::controllers;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing_support::deployment_yaml;
using testing_support::IsOk;
using testing_support::SimulatedCluster;

const kube::ObjectKey kWeb{"default", "web"};

cluster::ClusterOptions with_metrics() {
    cluster::ClusterOptions options;
    options.metrics_resolution = seconds{15};
    return options;
}

std::string autoscaler_yaml(
    const std::string& name, const std::string& target, const std::string& more = ""
) {
    return fmt::format(
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: {}}}\nspec:\n"
        "  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {}}}\n  minReplicas: 2\n  "
        "maxReplicas: 8\n{}",
        name,
        target,
        more
    );
}

/// The Deployment `web` on a cluster with metrics and an autoscaler, in virtual time.
class AutoscalerScenario : public testing::Test {
protected:
    AutoscalerScenario()
        : autoscaling_(
              lab::AutoscalingOptions{}, cluster_.cluster().api(), cluster_.clock(), cluster_.executor()
          ) {
        EXPECT_THAT(cluster_.create(deployments_type(), deployment_yaml({})), IsOk());
        autoscaling_.start();
        cluster_.run_for(seconds{30});
    }
    ~AutoscalerScenario() override { cluster_.finish(autoscaling_.stop()); }

    static const kube::ResourceType& type() { return kube::resource_of<kube::HorizontalPodAutoscaler>(); }

    /// Cores that the ready pods share.
    void load(const std::string& cores) {
        const std::string patch = fmt::format(
            R"({{"metadata":{{"annotations":{{"{}":"{}"}}}}}})", cluster::usage::kCpuLoadAnnotation, cores
        );
        EXPECT_THAT(cluster_.patch(deployments_type(), kWeb, patch), IsOk());
    }
    std::int64_t replicas() {
        const auto web = cluster_.get(deployments_type(), kWeb);
        return web ? kube::find_int(web->json(), {"spec", "replicas"}).value_or(0) : -1;
    }
    kube::HorizontalPodAutoscalerStatus status(const std::string& name = "web") {
        const auto object = cluster_.get(type(), {"default", name});
        const auto typed = kube::decode<kube::HorizontalPodAutoscaler>(object->json());
        EXPECT_THAT(typed, IsOk());
        return typed->status;
    }
    std::string condition(const std::string& of, const std::string& name = "web") {
        for (const auto& entry : status(name).conditions) {
            if (entry.type == of) {
                return entry.status + " " + entry.reason + ": " + entry.message;
            }
        }
        return "none";
    }
    bool has_event(const std::string& reason, const std::string& part) {
        const kube::ResourceType events{"events.k8s.io", "v1", "events", "Event", true};
        for (const auto& event : cluster_.list(events, "default")) {
            if (kube::find_string(event.json(), {"reason"}) == reason &&
                std::string{kube::find_string(event.json(), {"note"}).value_or("")}.find(part) !=
                    std::string::npos) {
                return true;
            }
        }
        return false;
    }

    SimulatedCluster cluster_{with_metrics()};
    lab::Autoscaling autoscaling_;
};

TEST_F(AutoscalerScenario, FollowsTheLoadOutAndAfterFiveMinutesIn) {
    EXPECT_THAT(cluster_.create(type(), autoscaler_yaml("web", "web")), IsOk());
    load("600m");  // of requests of 100m each, at 80 %: 8 pods
    ASSERT_TRUE(cluster_.run_until([&] { return replicas() == 8; }, minutes{3}));
    EXPECT_TRUE(
        has_event("SuccessfulRescale", "cpu resource utilization (percentage of request) above target")
    );
    cluster_.run_for(minutes{2});
    EXPECT_THAT(condition("AbleToScale"), HasSubstr("True ReadyForNewScale"));
    EXPECT_THAT(condition("ScalingActive"), HasSubstr("True ValidMetricFound"));
    load("160m");
    cluster_.run_for(minutes{4});
    EXPECT_EQ(replicas(), 8) << condition("AbleToScale");
    EXPECT_THAT(condition("AbleToScale"), HasSubstr("True ScaleDownStabilized"));
    ASSERT_TRUE(cluster_.run_until([&] { return replicas() == 2; }, minutes{3}));
    EXPECT_TRUE(has_event("SuccessfulRescale", "New size: 2; reason: All metrics below target"));
}

TEST_F(AutoscalerScenario, SaysWhatItMeasures) {
    EXPECT_THAT(cluster_.create(type(), autoscaler_yaml("web", "web")), IsOk());
    load("240m");
    cluster_.run_for(minutes{2});
    const auto now = status();
    EXPECT_EQ(now.current_replicas, 3);
    EXPECT_EQ(now.desired_replicas, 3);
    ASSERT_EQ(now.current_metrics.size(), 1U);
    EXPECT_EQ(now.current_metrics[0].resource->current.average_utilization, 80);
    EXPECT_EQ(now.current_metrics[0].resource->current.average_value->text(), "80m");
}

TEST_F(AutoscalerScenario, KeepsTheCountWithoutMetricsAndSaysWhy) {
    const std::string queue =
        "  metrics: [{type: External, external: {metric: {name: queue}, target: {type: Value, value: 5}}}]\n";
    EXPECT_THAT(cluster_.create(type(), autoscaler_yaml("web", "web", queue)), IsOk());
    cluster_.run_for(minutes{1});
    EXPECT_EQ(replicas(), 3);
    EXPECT_THAT(
        condition("ScalingActive"),
        HasSubstr(
            "False FailedGetExternalMetric: the HPA was unable to compute the replica count: unable to get "
            "external metric default/queue/nil: unable to fetch metrics from external metrics API"
        )
    );
    EXPECT_TRUE(
        has_event("FailedComputeMetricsReplicas", "invalid metrics (1 invalid out of 1), first error is: ")
    );
}

TEST_F(AutoscalerScenario, RefusesTargetsThatAreNotThere) {
    EXPECT_THAT(cluster_.create(type(), autoscaler_yaml("web", "nobody")), IsOk());
    cluster_.run_for(minutes{1});
    EXPECT_THAT(condition("AbleToScale"), HasSubstr("False FailedGetScale"));
    EXPECT_TRUE(has_event("FailedGetScale", "nobody"));
}

TEST_F(AutoscalerScenario, RefusesToScalePodsThatTwoOfThemSelect) {
    EXPECT_THAT(cluster_.create(type(), autoscaler_yaml("web", "web")), IsOk());
    EXPECT_THAT(cluster_.create(type(), autoscaler_yaml("web-too", "web")), IsOk());
    load("600m");
    cluster_.run_for(minutes{2});
    EXPECT_THAT(
        condition("ScalingActive"),
        HasSubstr("False AmbiguousSelector: pods by selector app=web are controlled by multiple HPAs: [{web "
                  "default} {web-too default}]")
    );
}

TEST_F(AutoscalerScenario, StartsAnewWhenItsObjectIsDeleted) {
    EXPECT_THAT(cluster_.create(type(), autoscaler_yaml("web", "web")), IsOk());
    load("600m");
    ASSERT_TRUE(cluster_.run_until([&] { return replicas() == 8; }, minutes{3}));
    EXPECT_THAT(cluster_.remove(type(), kWeb), IsOk());
    load("100m");
    cluster_.run_for(minutes{10});
    EXPECT_EQ(replicas(), 8);
}

}  // namespace
}  // namespace flotilla

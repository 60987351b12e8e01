#include "flotilla/cluster/usage/annotated_usage.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace flotilla::cluster::usage {
namespace {

using std::chrono::seconds;

constexpr WallTime kStart{seconds{1'700'000'000}};

model::RunningPod pod(const std::string& name, bool ready = true) {
    model::RunningPod made;
    made.namespace_ = "default";
    made.name = made.uid = name;
    made.started = kStart;
    made.is_ready = ready;
    made.containers = {{"main", std::nullopt}, {"sidecar", std::nullopt}};
    made.workload = model::Workload{"deployments.apps/web", kStart, {{std::string{kCpuLoadAnnotation}, "6"}}};
    return made;
}

TEST(AnnotatedUsage, SharesTheWorkloadsLoadAmongItsReadyPods) {
    AnnotatedUsage usage;
    const std::vector pods{pod("a"), pod("b"), pod("starting", false)};
    usage.advance(kStart, pods);
    usage.advance(kStart + seconds{10}, pods);
    EXPECT_DOUBLE_EQ(usage.usage(pods[0])[0].cpu_seconds, 30);
    EXPECT_DOUBLE_EQ(usage.usage(pods[0])[1].cpu_seconds, 0) << "the first container does the work";
    EXPECT_DOUBLE_EQ(usage.usage(pods[2])[0].cpu_seconds, 0);
}

TEST(AnnotatedUsage, StopsAtTheLimit) {
    AnnotatedUsage usage;
    std::vector pods{pod("a")};
    pods[0].containers[0].cpu_limit = model::Millicores{500};
    usage.advance(kStart, pods);
    usage.advance(kStart + seconds{10}, pods);
    EXPECT_DOUBLE_EQ(usage.usage(pods[0])[0].cpu_seconds, 5);
}

TEST(AnnotatedUsage, KnowsNothingOfAPodThatDoesNotRun) {
    AnnotatedUsage usage;
    usage.advance(kStart, {});
    EXPECT_TRUE(usage.usage(pod("a")).empty());
}

TEST(AnnotatedUsage, TakesWhatItCannotReadForNothing) {
    AnnotatedUsage usage;
    std::vector pods{pod("a")};
    pods[0].workload->annotations[std::string{kCpuLoadAnnotation}] = "a lot";
    pods[0].annotations[std::string{kMemoryUsageAnnotation}] = "64Mi";
    usage.advance(kStart, pods);
    usage.advance(kStart + seconds{10}, pods);
    EXPECT_DOUBLE_EQ(usage.usage(pods[0])[0].cpu_seconds, 0);
    EXPECT_EQ(usage.usage(pods[0])[0].memory, model::Bytes{64 << 20});
}

}  // namespace
}  // namespace flotilla::cluster::usage

#include "flotilla/controllers/group/measurements.hpp"

#include <gtest/gtest.h>

#include "deployments.hpp"

namespace flotilla::controllers::group {
namespace {

using namespace testing_deployments;
using model::Millicores;

const WallTime kNow = parse_time("2026-01-01T00:01:00Z").value();

kube::SharedObject pod(const std::string& name, const std::string& ready, const std::string& request) {
    return object_of(
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + name +
        R"("},"spec":{"containers":[{"name":"c","resources":)" +
        (request.empty() ? "{}" : R"({"requests":{"cpu":")" + request + R"("}})") +
        R"(}]},"status":{"conditions":[{"type":"Ready","status":")" + ready + R"("}]}})"
    );
}

kube::Json samples(const std::string& items) {
    return kube::parse_json(R"({"items":[)" + items + "]}").value();
}

std::string sample(const std::string& name, const std::string& cpu) {
    return R"({"metadata":{"name":")" + name +
           R"("},"timestamp":"2026-01-01T00:00:45Z","containers":[{"usage":{"cpu":")" + cpu + R"("}}]})";
}

TEST(CpuUsage, SumsReadyPodsThatHaveASample) {
    const auto usage = cpu_usage_of(
        {pod("a", "True", "500m"),
         pod("b", "True", "500m"),
         pod("c", "False", "500m"),
         pod("d", "True", "500m")},
        samples(sample("a", "250m") + "," + sample("b", "100000000n") + "," + sample("c", "400m")),
        kNow
    );
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->usage, Millicores{350});
    EXPECT_EQ(usage->request, Millicores{1000});
    EXPECT_EQ(usage->age, std::chrono::seconds{15});
}

TEST(CpuUsage, IsAbsentWhenNothingWasMeasured) {
    EXPECT_EQ(cpu_usage_of({pod("a", "True", "500m")}, samples(""), kNow), std::nullopt);
    EXPECT_EQ(cpu_usage_of({pod("a", "True", "")}, samples(sample("a", "1")), kNow), std::nullopt);
    EXPECT_EQ(cpu_usage_of({}, samples(sample("a", "1")), kNow), std::nullopt);
}

TEST(CpuUsage, ASampleWithoutATimeIsNoSample) {
    const auto json = samples(R"({"metadata":{"name":"a"},"containers":[{"usage":{"cpu":"1"}}]})");
    EXPECT_EQ(cpu_usage_of({pod("a", "True", "500m")}, json, kNow), std::nullopt);
}

TEST(MetricSample, SumsTheItemsAndTakesTheOldestTime) {
    const auto sample = sample_of(
        samples(
            R"({"timestamp":"2026-01-01T00:00:50Z","value":"1500m"},{"timestamp":"2026-01-01T00:00:30Z","value":"2"})"
        ),
        kNow
    );
    ASSERT_TRUE(sample);
    EXPECT_DOUBLE_EQ(sample->value, 3.5);
    EXPECT_EQ(sample->age, std::chrono::seconds{30});
    EXPECT_EQ(sample_of(samples(""), kNow), std::nullopt);
    EXPECT_EQ(
        sample_of(samples(R"({"timestamp":"2026-01-01T00:00:50Z","value":"lots"})"), kNow), std::nullopt
    );
}

TEST(Observe, LeavesOutMembersThatAreNotThere) {
    model::ScalingGroup group;
    group.members.resize(2);
    group.members[0].name = "web";
    group.members[1].name = "gone";
    Measurements measured;
    measured.member[{"web", "rps"}] = {4, Duration{0}};
    measured.hpa["web"] = {model::Replicas{7}, std::chrono::seconds{3}};
    const model::Decision last{{{"web", model::Replicas{5}, {}}}};
    const model::Observation seen = observe(group, all_of({deployment("web", 2)}), measured, &last);
    ASSERT_EQ(seen.members.size(), 1U);
    EXPECT_EQ(seen.members[0].current, model::Replicas{2});
    EXPECT_EQ(seen.members[0].desired, model::Replicas{5});
    EXPECT_EQ(seen.members[0].metrics.at("rps").value, 4);
    EXPECT_EQ(seen.members[0].hpa->desired, model::Replicas{7});
}

}  // namespace
}  // namespace flotilla::controllers::group

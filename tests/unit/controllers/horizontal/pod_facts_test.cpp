#include "flotilla/controllers/horizontal/pod_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/api/codec.hpp"
#include "flotilla/kube/api/yaml.hpp"

#include "support/matchers.hpp"

namespace flotilla::controllers::horizontal {
namespace {

using testing::Eq;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

kube::Pod pod(std::string_view spec) {
    const auto json = kube::parse_yaml(fmt::format("metadata: {{name: p}}\nspec: {}\n", spec));
    return *kube::decode<kube::Pod>(*json);
}

TEST(RequestOf, AddsUpContainersAndSidecars) {
    const kube::Pod p =
        pod("{containers: [{name: a, resources: {requests: {cpu: 200m}}}, {name: b, resources: {requests: "
            "{cpu: 1}}}],"
            " initContainers: [{name: i, resources: {requests: {cpu: 9}}},"
            " {name: s, restartPolicy: Always, resources: {requests: {cpu: 50m}}}]}");
    EXPECT_THAT(request_of(p, "cpu", ""), IsOkAnd(Eq(1250)));
    EXPECT_THAT(request_of(p, "cpu", "b"), IsOkAnd(Eq(1000)));
    EXPECT_THAT(request_of(p, "cpu", "nobody"), IsOkAnd(Eq(0)));
    EXPECT_THAT(
        request_of(p, "memory", ""),
        FailsWith(ErrorCode::NotFound, Eq("missing request for memory in container a of Pod p"))
    );
}

TEST(RequestOf, PrefersWhatThePodAsAWholeRequests) {
    const kube::Pod p =
        pod("{resources: {requests: {cpu: 2}}, overhead: {cpu: 100m},"
            " containers: [{name: a, resources: {requests: {cpu: 200m, memory: 64Mi}}}]}");
    EXPECT_THAT(request_of(p, "cpu", ""), IsOkAnd(Eq(2100)));
    EXPECT_THAT(request_of(p, "cpu", "a"), IsOkAnd(Eq(200)));
    EXPECT_THAT(request_of(p, "memory", ""), IsOkAnd(Eq((std::int64_t{64} << 20) * 1000)));
}

TEST(PodFacts, TakesTheFirstReadyConditionOrNone) {
    kube::Pod p;
    p.status.phase = "Running";
    EXPECT_EQ(pod_facts(p).readiness, policy::hpa::Readiness::Absent);
    p.status.conditions.emplace_back().type = "Ready";
    p.status.conditions.back().status = "Unknown";
    EXPECT_EQ(pod_facts(p).readiness, policy::hpa::Readiness::Unknown);
    p.status.phase = "Evicting";
    EXPECT_EQ(pod_facts(p).phase, policy::hpa::Phase::Unknown);
}

}  // namespace
}  // namespace flotilla::controllers::horizontal

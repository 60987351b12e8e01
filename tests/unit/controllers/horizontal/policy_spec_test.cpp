#include "flotilla/controllers/horizontal/policy_spec.hpp"

#include <gtest/gtest.h>

#include "flotilla/kube/api/codec.hpp"
#include "flotilla/kube/api/yaml.hpp"

namespace flotilla::controllers::horizontal {
namespace {

namespace hpa = policy::hpa;
using std::chrono::seconds;

hpa::Spec spec(std::string_view yaml) {
    const auto json = kube::parse_yaml(yaml);
    return policy_spec(*kube::decode<kube::HorizontalPodAutoscalerSpec>(*json));
}

TEST(PolicySpec, HasTheApisDefaults) {
    const hpa::Spec made = spec("{maxReplicas: 9}");
    EXPECT_EQ(made.bounds, (model::Bounds{model::Replicas{1}, model::Replicas{9}}));
    ASSERT_EQ(made.metrics.size(), 1U);
    EXPECT_EQ(made.metrics[0], (hpa::Metric{hpa::Source::Resource, hpa::TargetType::Utilization, 80, true}));
    EXPECT_FALSE(made.behavior.has_value()) << "absent stays absent: the old rules hold";
}

TEST(PolicySpec, FillsEachPartOfBehaviorByItself) {
    const hpa::Spec made = spec(
        "{maxReplicas: 9, behavior: {scaleDown: {selectPolicy: Min, tolerance: 50m,"
        " policies: [{type: Pods, value: 2, periodSeconds: 60}]}}}"
    );
    ASSERT_TRUE(made.behavior.has_value());
    EXPECT_EQ(made.behavior->scale_up, hpa::Behavior::defaults().scale_up);
    const hpa::ScalingRules& down = made.behavior->scale_down;
    EXPECT_EQ(down.window, std::nullopt) << "the controller's own";
    EXPECT_EQ(down.select, hpa::Select::Min);
    EXPECT_EQ(down.tolerance, 0.05);
    ASSERT_EQ(down.policies.size(), 1U);
    EXPECT_EQ(down.policies[0], (hpa::RatePolicy{hpa::RatePolicy::Unit::Pods, 2, seconds{60}}));
}

TEST(PolicySpec, TakesTheTargetThatUpstreamWouldTake) {
    const hpa::Spec made = spec(
        "{maxReplicas: 9, metrics: ["
        "{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 100Mi}}},"
        "{type: Object, object: {target: {type: Value, value: 1500m}}},"
        "{type: Object, object: {target: {type: Value, averageValue: 3}}},"
        "{type: External, external: {target: {type: AverageValue, averageValue: 2}}},"
        "{type: Nonsense}]}"
    );
    EXPECT_EQ(made.metrics[0].target, (std::int64_t{100} << 20) * 1000);
    EXPECT_FALSE(made.metrics[0].is_cpu);
    EXPECT_EQ(made.metrics[1].target, 1500);
    EXPECT_EQ(made.metrics[2].target_type, hpa::TargetType::None);
    EXPECT_EQ(made.metrics[3].target_type, hpa::TargetType::AverageValue);
    EXPECT_EQ(made.metrics[4].source, hpa::Source::Unknown);
}

TEST(RatioOf, IsTheDigitsTimesAPowerOfTen) {
    EXPECT_EQ(ratio_of(*kube::Quantity::parse("50m")), 50 * 1e-3);
    EXPECT_EQ(ratio_of(*kube::Quantity::parse("0.05")), 50 * 1e-3);
    EXPECT_EQ(ratio_of(*kube::Quantity::parse("2")), 2.0);
    EXPECT_EQ(ratio_of(*kube::Quantity::parse("700u")), 700 * 1e-6);
}

}  // namespace
}  // namespace flotilla::controllers::horizontal

#include "flotilla/controllers/horizontal/samples.hpp"

#include <gtest/gtest.h>

#include "flotilla/controllers/horizontal/selectors.hpp"

namespace flotilla::controllers::horizontal {
namespace {

metrics::PodUsage usage(const std::string& pod, const std::vector<std::pair<std::string, std::string>>& cpu) {
    metrics::PodUsage made{pod, WallTime{}, Duration{0}, {}};
    for (const auto& [name, amount] : cpu) {
        metrics::ContainerUsage& container = made.containers.emplace_back();
        container.name = name;
        if (!amount.empty()) {
            container.usage.emplace("cpu", *kube::Quantity::parse(amount));
        }
    }
    return made;
}

TEST(UsageSamples, AreThereOnlyWhenEveryContainerThatCountsHasOne) {
    const std::vector usages{
        usage("whole", {{"a", "100m"}, {"b", "50m"}}),
        usage("half", {{"a", "100m"}, {"b", ""}}),
        usage("empty", {})
    };
    const auto all = usage_samples(usages, "cpu", "");
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].first, "whole");
    EXPECT_EQ(all[0].second.value, 150);
    EXPECT_EQ(usage_samples(usages, "cpu", "a").size(), 2U);
    EXPECT_EQ(usage_samples(usages, "memory", "").size(), 0U);
}

TEST(JoinSamples, GivesEachPodItsOwnAndKeepsStrangersApart) {
    Pods pods;
    pods.typed.resize(2);
    pods.typed[0].metadata.name = "a";
    pods.typed[1].metadata.name = "b";
    MetricReading reading;
    join_samples({{"x", {1, {}, {}}}, {"b", {2, {}, {}}}, {"b", {3, {}, {}}}}, pods, reading);
    ASSERT_EQ(reading.samples.size(), 2U);
    EXPECT_FALSE(reading.samples[0].has_value());
    EXPECT_EQ(reading.samples[1]->value, 3) << "of two the later";
    ASSERT_EQ(reading.strangers.size(), 1U);
    EXPECT_EQ(reading.strangers[0].value, 1);
}

TEST(Selectors, FindTheAutoscalersOfANamespaceThatSelectAPod) {
    Selectors selectors;
    selectors.set({"shop", "web"}, *kube::LabelSelector::parse("app=web"));
    selectors.set({"shop", "other"}, *kube::LabelSelector::parse("app=other"));
    selectors.set({"elsewhere", "web"}, *kube::LabelSelector::parse("app=web"));
    const auto pod = kube::EncodedObject::parse(R"({"metadata":{"name":"p","labels":{"app":"web"}}})");
    const auto found = selectors.selecting("shop", {*pod});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0], (kube::ObjectKey{"shop", "web"}));
    selectors.forget({"shop", "web"});
    EXPECT_TRUE(selectors.selecting("shop", {*pod}).empty());
}

}  // namespace
}  // namespace flotilla::controllers::horizontal

#include "flotilla/controllers/horizontal/texts.hpp"

#include <gtest/gtest.h>

#include "flotilla/kube/api/codec.hpp"
#include "flotilla/kube/api/yaml.hpp"

namespace flotilla::controllers::horizontal {
namespace {

using policy::hpa::FailureKind;

kube::MetricSpec metric(std::string_view yaml) {
    return *kube::decode<kube::MetricSpec>(*kube::parse_yaml(yaml));
}

const char* const kCpu =
    "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}";
const char* const kQueue =
    "{type: External, external: {metric: {name: queue, selector: {matchLabels: {q: a}}}, target: {type: "
    "AverageValue, "
    "averageValue: 5}}}";

TEST(MetricName, IsUpstreams) {
    EXPECT_EQ(metric_name(metric(kCpu)), "cpu resource utilization (percentage of request)");
    EXPECT_EQ(
        metric_name(
            metric("{type: Pods, pods: {metric: {name: rps}, target: {type: AverageValue, averageValue: 5}}}")
        ),
        "pods metric rps"
    );
    EXPECT_EQ(
        metric_name(metric(kQueue)),
        "external metric queue(&LabelSelector{MatchLabels:map[string]string{q: "
        "a,},MatchExpressions:[]LabelSelectorRequirement{},})"
    );
}

TEST(MetricError, SaysWhatWasAskedAndWhatWasAnswered) {
    const MetricError cpu = metric_error(metric(kCpu), "shop", FailureKind::NoItems, "");
    EXPECT_EQ(
        cpu.inner,
        "failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from "
        "resource "
        "metrics API"
    );
    EXPECT_EQ(cpu.outer, "failed to get cpu resource metric value: " + cpu.inner);
    const MetricError queue = metric_error(metric(kQueue), "shop", FailureKind::Unavailable, "it is away");
    EXPECT_TRUE(
        queue.outer.starts_with("failed to get queue external metric value: failed to get queue external "
                                "metric: unable to get external metric "
                                "shop/queue/&LabelSelector{")
    ) << queue.outer;
    EXPECT_TRUE(queue.inner.ends_with("unable to fetch metrics from external metrics API: it is away"));
}

}  // namespace
}  // namespace flotilla::controllers::horizontal

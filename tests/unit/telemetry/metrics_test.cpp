#include "flotilla/telemetry/metrics.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::telemetry {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Registry, GivesTheSameSeriesForTheSameNameAndLabels) {
    Registry registry;
    Counter& first = registry.counter("flotilla_test_events_total", "Events.", {{"kind", "a"}});
    first.add(2);
    registry.counter("flotilla_test_events_total", "Events.", {{"kind", "b"}}).add();
    EXPECT_EQ(registry.counter("flotilla_test_events_total", "Events.", {{"kind", "a"}}).value(), 2);
}

TEST(Registry, CountsInOneSeriesWhatWouldBeTooMany) {
    Registry registry{3};
    for (int i = 0; i < 100; ++i) {
        registry.counter("flotilla_test_events_total", "Events.", {{"pod", "p" + std::to_string(i)}}).add();
    }
    EXPECT_THAT(registry.prometheus_text(), HasSubstr("flotilla_test_events_total{pod=\"overflow\"} 97\n"));
}

TEST(Registry, WritesPrometheusText) {
    Registry registry;
    registry.counter("flotilla_test_events_total", "Events\nseen.", {{"kind", "a\"b"}}).add(3);
    registry.gauge("flotilla_test_depth_count", "Depth.").set(1.5);
    EXPECT_THAT(
        registry.prometheus_text(),
        Eq("# HELP flotilla_test_depth_count Depth.\n"
           "# TYPE flotilla_test_depth_count gauge\n"
           "flotilla_test_depth_count 1.5\n"
           "# HELP flotilla_test_events_total Events\\nseen.\n"
           "# TYPE flotilla_test_events_total counter\n"
           "flotilla_test_events_total{kind=\"a\\\"b\"} 3\n")
    );
}

TEST(Registry, WritesOpenMetricsWithFamilyNamesAndAnEnd) {
    Registry registry;
    registry.counter("flotilla_test_events_total", "Events.").add();
    EXPECT_THAT(
        registry.openmetrics_text(),
        Eq("# HELP flotilla_test_events Events.\n"
           "# TYPE flotilla_test_events counter\n"
           "flotilla_test_events_total 1\n"
           "# EOF\n")
    );
}

TEST(Registry, ReadsCallbacksWhenSomebodyLooks) {
    Registry registry;
    double depth = 1;
    registry.gauge_from("flotilla_test_depth_count", "Depth.", [&] { return depth; });
    depth = 7;
    EXPECT_THAT(registry.prometheus_text(), HasSubstr("flotilla_test_depth_count 7\n"));
}

TEST(Registry, NamesWhatBreaksTheNamingRule) {
    Registry registry;
    registry.counter("flotilla_test_events_total", "Good.");
    registry.histogram("flotilla_test_wait_seconds", "Good.", latency_bounds());
    EXPECT_THAT(registry.naming_problems(), IsEmpty());
    registry.gauge("depth", "Bad.");
    registry.gauge("flotilla_test_wait_millis", "Bad.");
    registry.counter("flotilla_test_events", "Bad.");
    EXPECT_THAT(
        registry.naming_problems(),
        testing::UnorderedElementsAre(
            HasSubstr("depth: should read"),
            HasSubstr("depth: should end in"),
            HasSubstr("flotilla_test_wait_millis: should end in"),
            HasSubstr("flotilla_test_events: counters")
        )
    );
}

TEST(Histogram, PutsAnObservationOnItsBoundBelowIt) {
    Histogram histogram{{1, 2, 4}};
    for (const double value : {0.5, 1.0, 1.5, 4.0, 5.0}) {
        histogram.observe(value);
    }
    EXPECT_THAT(histogram.cumulative_counts(), ElementsAre(2, 3, 4, 5));
    EXPECT_EQ(histogram.sum(), 12);
}

TEST(Histogram, IsWrittenWithCumulativeBuckets) {
    Registry registry;
    registry.histogram("flotilla_test_wait_seconds", "Wait.", {0.5}, {{"q", "x"}}).observe(2);
    EXPECT_THAT(
        registry.prometheus_text(),
        HasSubstr("flotilla_test_wait_seconds_bucket{q=\"x\",le=\"0.5\"} 0\n"
                  "flotilla_test_wait_seconds_bucket{q=\"x\",le=\"+Inf\"} 1\n"
                  "flotilla_test_wait_seconds_sum{q=\"x\"} 2\n"
                  "flotilla_test_wait_seconds_count{q=\"x\"} 1\n")
    );
}

TEST(Counter, LosesNothingBetweenThreads) {
    Registry registry;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) {
                registry.counter("flotilla_test_events_total", "Events.").add();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(registry.counter("flotilla_test_events_total", "Events.").value(), 40'000);
}

}  // namespace
}  // namespace flotilla::telemetry

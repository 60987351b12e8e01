#include "flotilla/controllers/group/recommendations.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace flotilla::controllers::group {
namespace {

using model::Replicas;

const WallTime kNow = parse_time("2026-01-01T00:01:00Z").value();

constexpr std::string_view kOnlyMeasures =
    R"("behavior":{"scaleUp":{"selectPolicy":"Disabled"},"scaleDown":{"selectPolicy":"Disabled"}},)";
constexpr std::string_view kHalfCpu =
    R"({"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}})";

std::string cpu_at(int percent) {
    return fmt::format(
        R"({{"type":"Resource","resource":{{"name":"cpu","current":{{"averageUtilization":{},"averageValue":"1"}}}}}})",
        percent
    );
}

struct Hpa {
    std::string_view behavior = kOnlyMeasures;
    std::string metrics{kHalfCpu};
    std::string measured = cpu_at(100);
    std::string_view active = "True";
    int observed_generation = 2;
};

std::optional<model::Recommendation> recommended(const Hpa& hpa) {
    const std::string text = fmt::format(
        R"({{"metadata":{{"name":"h","generation":2,"managedFields":[{{"manager":"kcm","subresource":"status",
            "time":"2026-01-01T00:00:40Z"}},{{"manager":"me","time":"2026-01-01T00:00:59Z"}}]}},
        "spec":{{{}"minReplicas":2,"maxReplicas":9,"scaleTargetRef":{{"kind":"Deployment","name":"web"}},"metrics":[{}]}},
        "status":{{"currentReplicas":3,"desiredReplicas":4,"observedGeneration":{},"currentMetrics":[{}],
            "conditions":[{{"type":"ScalingActive","status":"{}","lastTransitionTime":"2026-01-01T00:00:00Z"}}]}}}})",
        hpa.behavior,
        hpa.metrics,
        hpa.observed_generation,
        hpa.measured,
        hpa.active
    );
    const auto found = recommendation_of(kube::parse_json(text).value(), kNow);
    if (!found) {
        return std::nullopt;
    }
    EXPECT_EQ(found->first, "web");
    return found->second;
}

TEST(Recommendations, OneThatScalesSaysItself) {
    EXPECT_EQ(recommended({.behavior = ""})->desired, Replicas{4});
}

TEST(Recommendations, OneThatOnlyMeasuresIsWorkedOutFromItsMetrics) {
    EXPECT_EQ(recommended({})->desired, Replicas{6});
    EXPECT_EQ(recommended({.measured = cpu_at(54)})->desired, Replicas{3}) << "inside the dead band";
    EXPECT_EQ(recommended({.measured = cpu_at(56)})->desired, Replicas{4}) << "just outside: rounded up";
}

TEST(Recommendations, StayWithinItsBounds) {
    EXPECT_EQ(recommended({.measured = cpu_at(900)})->desired, Replicas{9});
    EXPECT_EQ(recommended({.measured = cpu_at(1)})->desired, Replicas{2});
}

TEST(Recommendations, TheLargestMetricCounts) {
    const std::string requests =
        R"({"type":"Pods","pods":{"metric":{"name":"rps"},"target":{"type":"AverageValue","averageValue":"100"}}})";
    const std::string at_250 =
        R"({"type":"Pods","pods":{"metric":{"name":"rps"},"current":{"averageValue":"250"}}})";
    EXPECT_EQ(
        recommended({.metrics = std::string{kHalfCpu} + "," + requests, .measured = cpu_at(10) + "," + at_250}
        )
            ->desired,
        Replicas{8}
    );
}

TEST(Recommendations, AMetricWithoutAValueForbidsToGoDown) {
    const std::string two = std::string{kHalfCpu} + "," + std::string{kHalfCpu};
    EXPECT_EQ(
        recommended({.metrics = two, .measured = cpu_at(10) + R"(,{"type":""})"})->desired, Replicas{3}
    );
    EXPECT_EQ(
        recommended({.metrics = two, .measured = cpu_at(100) + R"(,{"type":""})"})->desired, Replicas{6}
    );
}

TEST(Recommendations, AreAsOldAsTheStatus) {
    EXPECT_EQ(recommended({})->age, std::chrono::seconds{20}) << "what others wrote does not count";
}

TEST(Recommendations, AreAbsentWhenItDoesNotKnow) {
    EXPECT_EQ(recommended({.active = "False"}), std::nullopt);
    EXPECT_EQ(recommended({.observed_generation = 1}), std::nullopt);
    EXPECT_EQ(recommended({.measured = ""}), std::nullopt);
    EXPECT_EQ(recommended({.measured = R"({"type":"Resource","resource":{"current":{}}})"}), std::nullopt);
}

TEST(Recommendations, AreForDeployments) {
    EXPECT_EQ(
        recommendation_of(
            kube::parse_json(R"({"spec":{"scaleTargetRef":{"kind":"StatefulSet"}}})").value(), kNow
        ),
        std::nullopt
    );
    EXPECT_EQ(recommendation_of(kube::parse_json("[]").value(), kNow), std::nullopt);
}

}  // namespace
}  // namespace flotilla::controllers::group

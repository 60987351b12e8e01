#include "flotilla/controllers/group/conflicts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::controllers::group {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

kube::Json json(std::string_view text) {
    return kube::parse_json(text).value();
}

TEST(Conflicts, AnHpaActsOnItsDeployment) {
    EXPECT_THAT(
        scalers_of_hpa(
            json(R"({"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"}}})")
        ),
        ElementsAre(OtherScaler{"HorizontalPodAutoscaler", "h", "web"})
    );
    EXPECT_THAT(
        scalers_of_hpa(
            json(R"({"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"StatefulSet","name":"web"}}})")
        ),
        IsEmpty()
    );
}

TEST(Conflicts, AnHpaThatMayNotScaleOnlyMeasures) {
    EXPECT_THAT(
        scalers_of_hpa(
            json(R"({"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},
            "behavior":{"scaleUp":{"selectPolicy":"Disabled"},"scaleDown":{"selectPolicy":"Disabled"}}}})")
        ),
        IsEmpty()
    );
}

TEST(Conflicts, AScaledObjectMeansADeploymentUnlessItSaysOtherwise) {
    EXPECT_THAT(
        scalers_of_scaled_object(json(R"({"metadata":{"name":"s"},"spec":{"scaleTargetRef":{"name":"web"}}})")
        ),
        ElementsAre(OtherScaler{"ScaledObject", "s", "web"})
    );
    EXPECT_THAT(
        scalers_of_scaled_object(
            json(R"({"metadata":{"name":"s"},"spec":{"scaleTargetRef":{"kind":"Job","name":"web"}}})")
        ),
        IsEmpty()
    );
}

TEST(Conflicts, APausedScaledObjectDoesNotAct) {
    EXPECT_THAT(
        scalers_of_scaled_object(
            json(R"({"metadata":{"name":"s","annotations":{"autoscaling.keda.sh/paused":"true"}},
            "spec":{"scaleTargetRef":{"name":"web"}}})")
        ),
        IsEmpty()
    );
    EXPECT_THAT(
        scalers_of_scaled_object(
            json(R"({"metadata":{"name":"s","annotations":{"autoscaling.keda.sh/paused-replicas":"0"}},
            "spec":{"scaleTargetRef":{"name":"web"}}})")
        ),
        IsEmpty()
    );
}

TEST(Conflicts, NameEveryoneWhoActsOnAMember) {
    const std::vector<OtherScaler> scalers{
        {"HorizontalPodAutoscaler", "keda-hpa-web", "web"},
        {"ScaledObject", "web", "web"},
        {"ScaledObject", "x", "other"}
    };
    EXPECT_THAT(
        conflicts_of({"web", "db"}, scalers),
        ElementsAre(Pair("web", "HorizontalPodAutoscaler keda-hpa-web, ScaledObject web"))
    );
}

}  // namespace
}  // namespace flotilla::controllers::group

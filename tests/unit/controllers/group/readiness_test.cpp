#include "flotilla/controllers/group/readiness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deployments.hpp"

namespace flotilla::controllers::group {
namespace {

using namespace testing_deployments;
using model::Replicas;
using policy::Change;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const std::vector<Change> kOut{{"web", Replicas{1}, Replicas{3}}};

TEST(Progress, IsDoneWhenExactlyThatManyAreReady) {
    EXPECT_TRUE(progress_of(kOut, all_of({deployment("web", 3)})).is_done());
}

TEST(Progress, WaitsForTheControllerToSeeTheSpec) {
    Deployment web = deployment("web", 3);
    web.is_observed = false;
    EXPECT_THAT(progress_of(kOut, all_of({web})).waiting, ElementsAre("web 3/3"));
    EXPECT_THAT(progress_of(kOut, all_of({deployment("web", 1)})).waiting, ElementsAre("web 1/3"));
}

TEST(Progress, OnTheWayInThePodsMustBeGone) {
    Deployment web = deployment("web", 1);
    web.existing = Replicas{2};
    EXPECT_FALSE(progress_of({{"web", Replicas{3}, Replicas{1}}}, all_of({web})).is_done());
}

TEST(Progress, FailsWhenSomebodyElseAsksForAnotherCount) {
    EXPECT_THAT(
        progress_of(kOut, all_of({deployment("web", 7)})).failures,
        ElementsAre(Pair("web", HasSubstr("somebody else asked for 7")))
    );
}

TEST(Progress, FailsWhenPodsCannotBeMadeOrTheDeploymentIsGone) {
    Deployment web = deployment("web", 3);
    web.ready = Replicas{1};
    web.failure = "exceeded quota";
    EXPECT_THAT(progress_of(kOut, all_of({web})).failures, ElementsAre(Pair("web", "exceeded quota")));
    EXPECT_THAT(progress_of(kOut, {}).failures, ElementsAre(Pair("web", "the Deployment is gone")));
}

TEST(Progress, AnOldFailureDoesNotStopScalingIn) {
    Deployment web = deployment("web", 1);
    web.failure = "exceeded quota";
    EXPECT_THAT(progress_of({{"web", Replicas{3}, Replicas{1}}}, all_of({web})).failures, IsEmpty());
}

}  // namespace
}  // namespace flotilla::controllers::group

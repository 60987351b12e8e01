#include "flotilla/controllers/group/deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/controllers/group/application.hpp"

#include "deployments.hpp"
#include "support/matchers.hpp"

namespace flotilla::controllers::group {
namespace {

using namespace testing_deployments;
using model::Replicas;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;

TEST(Deployment, IsReadFromTheApisObject) {
    const Deployment read =
        deployment_from(*object_of(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web",
        "uid":"u1","generation":4,"labels":{"app":"shop"}},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"shop"}}},
        "status":{"observedGeneration":4,"replicas":3,"readyReplicas":2}})"));
    EXPECT_EQ(read.name, "web");
    EXPECT_EQ(read.current, Replicas{3});
    EXPECT_EQ(read.ready, Replicas{2});
    EXPECT_EQ(read.pod_selector, "app=shop");
    EXPECT_TRUE(read.is_observed);
    EXPECT_FALSE(read.is_settled());
}

TEST(Deployment, HasOneReplicaUnlessItsSpecSaysOtherwise) {
    const Deployment read =
        deployment_from(*object_of(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web",
        "generation":1},"spec":{},"status":{}})"));
    EXPECT_EQ(read.current, Replicas{1});
    EXPECT_FALSE(read.is_observed);
}

TEST(Deployment, SaysWhyItsPodsCannotBeMade) {
    const Deployment read =
        deployment_from(*object_of(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
        "spec":{},"status":{"conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"exceeded quota"}]}})"
        ));
    EXPECT_EQ(read.failure, "exceeded quota");
}

TEST(Member, AnnotationsWinOverTheDefaultBounds) {
    Deployment web = deployment("web");
    web.annotations = {
        {"flotilla.dev/min", "2"},
        {"flotilla.dev/max", "4"},
        {"flotilla.dev/weight", "0.5"},
        {"flotilla.dev/calls", "auth, db,,"}
    };
    const model::Member member = member_from(web, {}).value();
    EXPECT_EQ(member.bounds, (model::Bounds{Replicas{2}, Replicas{4}}));
    EXPECT_EQ(member.weight, 0.5);
    EXPECT_THAT(member.calls, ElementsAre("auth", "db"));
    web.annotations["flotilla.dev/max"] = "many";
    EXPECT_THAT(
        member_from(web, {}),
        FailsWith(
            ErrorCode::InvalidArgument, HasSubstr("Deployment web: annotation flotilla.dev/max: \"many\"")
        )
    );
}

TEST(Application, OwnsWhatCarriesItsName) {
    const Application shop{"shop"};
    EXPECT_TRUE(shop.owns({{"app", "shop"}}, {}));
    EXPECT_TRUE(shop.owns({{"app.kubernetes.io/part-of", "shop"}}, {}));
    EXPECT_TRUE(shop.owns({{"app", "web"}}, {{"flotilla.dev/app", "shop"}}));
    EXPECT_FALSE(shop.owns({{"app", "shopping"}}, {}));
    EXPECT_FALSE(shop.owns({}, {}));
}

TEST(Application, ASelectorDecidesAlone) {
    const Application shop{"shop", kube::LabelSelector::parse("team=blue").value()};
    EXPECT_TRUE(shop.owns({{"team", "blue"}}, {}));
    EXPECT_FALSE(shop.owns({{"app", "shop"}}, {}));
    EXPECT_EQ(shop.criterion(), "selector team=blue");
}

}  // namespace
}  // namespace flotilla::controllers::group

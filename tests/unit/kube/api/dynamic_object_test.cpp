#include "flotilla/kube/api/dynamic_object.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing_support::IsOk;

const ResourceType kDeployments{"apps", "v1", "deployments", "Deployment", true};

TEST(DynamicObject, IsBuiltFieldByField) {
    DynamicObject object{kDeployments, {"shop", "web"}};
    object.set_label("app", "web");
    object.set_annotation("note", "x");
    object.set_finalizers({"a", "b"});
    object.set_owner_references({OwnerReference{"v1", "Node", "n", "u", true, std::nullopt}});
    object.at({"spec", "replicas"}) = 3;
    EXPECT_EQ(
        object.to_json(),
        R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"shop","name":"web","labels":{"app":"web"},)"
        R"("annotations":{"note":"x"},"finalizers":["a","b"],)"
        R"("ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n","uid":"u","controller":true}]},"spec":{"replicas":3}})"
    );
    EXPECT_EQ(object.key(), (ObjectKey{"shop", "web"}));
    EXPECT_EQ(object.label("app"), "web");
    EXPECT_THAT(object.finalizers(), ElementsAre("a", "b"));
    EXPECT_EQ(object.owner_references().size(), 1U);
    EXPECT_THAT(object.encoded(), IsOk());
}

TEST(DynamicObject, SettingAnEmptyValueRemovesTheField) {
    DynamicObject object{kDeployments, {"shop", "web"}};
    object.set_label("app", "web");
    object.set_finalizers({"a"});
    object.remove_label("app");
    object.set_finalizers({});
    object.set_namespace("");
    EXPECT_EQ(object.to_json(), R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}})");
}

TEST(DynamicObject, ReadsWhatHasTheWrongTypeAsAbsent) {
    const DynamicObject object{*parse_json(
        R"({"kind":1,"metadata":{"name":[],"labels":{"a":1,"b":"c"},"finalizers":"x","deletionTimestamp":"soon","generation":"1"}})"
    )};
    EXPECT_EQ(object.kind(), "");
    EXPECT_EQ(object.name(), "");
    EXPECT_EQ(object.labels(), (StringMap{{"b", "c"}}));
    EXPECT_TRUE(object.finalizers().empty());
    EXPECT_FALSE(object.is_deleting());
    EXPECT_EQ(object.generation(), std::nullopt);
    EXPECT_EQ(DynamicObject{Json(3)}.to_json(), "{}");
}

TEST(DynamicObject, ReplacesAConditionAndKeepsItsOtherFields) {
    DynamicObject object{*parse_json(
        R"({"status":{"conditions":[{"type":"A","status":"True"},{"type":"B","status":"False","lastUpdateTime":"x"}]}})"
    )};
    Condition condition;
    condition.type = "B";
    condition.status = "True";
    condition.reason = "Fine";
    object.set_condition(condition);
    condition.type = "C";
    object.set_condition(condition);
    EXPECT_EQ(
        to_json(*object.find({"status", "conditions"})),
        R"([{"type":"A","status":"True"},{"type":"B","status":"True","lastUpdateTime":"x","reason":"Fine"},{"type":"C","status":"True","reason":"Fine"}])"
    );
    EXPECT_EQ(object.condition("B")->status, "True");
    EXPECT_EQ(object.condition("D"), std::nullopt);
}

}  // namespace
}  // namespace flotilla::kube

#include "flotilla/controllers/group/grouping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/controllers/group/group_status.hpp"

#include "deployments.hpp"

namespace flotilla::controllers::group {
namespace {

using namespace testing_deployments;
using model::Replicas;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

kube::SharedObject scaling_group(const std::string& name, const std::string& spec) {
    return object_of(
        R"({"apiVersion":"flotilla.dev/v1alpha1","kind":"ScalingGroup","metadata":{"namespace":"default","name":")" +
        name + R"(","uid":"u-)" + name + R"(","generation":3},"spec":)" + spec + "}"
    );
}

GroupInputs inputs_of(std::vector<GroupLine> lines, std::vector<kube::SharedObject> objects = {}) {
    return {
        std::move(lines),
        std::move(objects),
        all_of({deployment("web"), deployment("db"), deployment("auth")}),
        {}
    };
}

TEST(FormGroups, LinesOfTheFileAreNumberedAndTakeTheDefaults) {
    Options options;
    options.defaults.all_or_none = true;
    options.bounds = {Replicas{2}, Replicas{6}};
    const auto groups = form_groups(inputs_of({{1, {"web", "db"}}, {4, {"auth"}}}), options);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[1].name(), "group-2");
    EXPECT_TRUE(groups[0].group.all_or_none);
    EXPECT_EQ(groups[0].group.members[1].bounds.max, Replicas{6});
    EXPECT_EQ(groups[0].refusal, "");
}

TEST(FormGroups, CallsOutsideTheGroupAreLeftOut) {
    GroupInputs inputs = inputs_of({{1, {"web", "db"}}});
    inputs.deployments.at("web").annotations["flotilla.dev/calls"] = "auth,db";
    EXPECT_THAT(form_groups(inputs, {})[0].group.members[0].calls, ElementsAre("db"));
}

TEST(FormGroups, ObjectsFollowTheFileSortedByName) {
    const auto groups = form_groups(
        inputs_of(
            {{1, {"web"}}},
            {scaling_group("z", R"({"members":[{"name":"db"}]})"),
             scaling_group("a", R"({"members":[{"name":"auth","max":3}]})")}
        ),
        {}
    );
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[1].name(), "a");
    EXPECT_EQ(groups[1].object->generation, 3);
    EXPECT_EQ(groups[1].group.members[0].bounds.max, Replicas{3});
    EXPECT_EQ(groups[2].name(), "z");
}

TEST(FormGroups, AMemberBelongsToTheFirstGroupThatNamesIt) {
    const auto groups = form_groups(
        inputs_of({{1, {"web"}}}, {scaling_group("late", R"({"members":[{"name":"web"},{"name":"db"}]})")}),
        {}
    );
    EXPECT_EQ(groups[1].refusal, "member web is already a member of group-1");
    EXPECT_EQ(hindrance_of(groups[1]).reason, "Refused");
}

TEST(FormGroups, ARefusedGroupTakesNoMembersFromOthers) {
    const auto groups = form_groups(
        inputs_of(
            {},
            {scaling_group("a", R"({"members":[{"name":"db"}],"policy":{"name":"clever"}})"),
             scaling_group("b", R"({"members":[{"name":"db"}]})")}
        ),
        {}
    );
    EXPECT_THAT(groups[0].refusal, HasSubstr("no policy named \"clever\""));
    EXPECT_EQ(groups[1].refusal, "");
}

TEST(FormGroups, MissingMembersAndConflictsAreNamed) {
    GroupInputs inputs = inputs_of({{1, {"web", "gone"}}});
    inputs.scalers = {{"HorizontalPodAutoscaler", "h", "web"}};
    const ManagedGroup group = form_groups(inputs, {})[0];
    EXPECT_THAT(group.missing, ElementsAre("gone"));
    EXPECT_THAT(group.conflicts, ElementsAre(Pair("web", "HorizontalPodAutoscaler h")));
    EXPECT_EQ(hindrance_of(group), (Hindrance{"MembersMissing", "waiting for Deployment gone"}));
    EXPECT_EQ(conflict_text(group), "web by HorizontalPodAutoscaler h");
}

TEST(FormGroups, AnObjectWithTheNameOfALineIsRefused) {
    const auto groups = form_groups(
        inputs_of({{1, {"web"}}}, {scaling_group("group-1", R"({"members":[{"name":"db"}]})")}), {}
    );
    EXPECT_EQ(groups[1].refusal, "there is a group named group-1 in the group file");
}

TEST(FormGroups, APausedGroupIsNotScaled) {
    const auto groups =
        form_groups(inputs_of({}, {scaling_group("a", R"({"members":[{"name":"db"}],"paused":true})")}), {});
    EXPECT_EQ(hindrance_of(groups[0]).reason, "Paused");
}

TEST(Status, SaysWhatWasDecidedAndWhatCameOfIt) {
    const ManagedGroup group = form_groups(
        inputs_of({}, {scaling_group("a", R"({"members":[{"name":"db"},{"name":"gone"}]})")}), {}
    )[0];
    const WallTime now{std::chrono::seconds{1000}};
    const LastAction last{
        now, {{{"db", Replicas{4}, {.rule = model::Rule::Drawn}}}}, "TakenBack", "web: quota"
    };
    const auto status = status_of(group, all_of({deployment("db", 2)}), last, now);
    EXPECT_EQ(status.observed_generation, 3);
    ASSERT_EQ(status.members.size(), 2U);
    EXPECT_EQ(
        status.members[0],
        (resources::MemberStatus{"db", Replicas{2}, Replicas{2}, Replicas{4}, "drawn by lot", ""})
    );
    EXPECT_EQ(status.members[1].current, std::nullopt);
    ASSERT_EQ(status.conditions.size(), 3U);
    EXPECT_EQ(status.conditions[0].type, "Scaled");
    EXPECT_EQ(status.conditions[0].status, "False");
    EXPECT_EQ(status.conditions[0].message, "web: quota");
    EXPECT_EQ(status.conditions[1].reason, "MembersMissing");
}

TEST(Status, ATransitionTimeMovesOnlyWithTheStatus) {
    ManagedGroup group =
        form_groups(inputs_of({}, {scaling_group("a", R"({"members":[{"name":"db"}]})")}), {})[0];
    const WallTime first{std::chrono::seconds{1000}};
    const WallTime later{std::chrono::seconds{2000}};
    group.object->status = status_of(group, all_of({deployment("db")}), std::nullopt, first);
    EXPECT_EQ(status_of(group, all_of({deployment("db")}), std::nullopt, later), group.object->status);
    group.missing = {"db"};
    const auto changed = status_of(group, {}, std::nullopt, later);
    EXPECT_EQ(changed.conditions[0].last_transition_time, later);
    EXPECT_EQ(changed.conditions[1].last_transition_time, first);
}

TEST(MembersOf, AreTheDeploymentsOfTheApplication) {
    Deployment stranger = deployment("x");
    stranger.labels = {{"app", "other"}};
    EXPECT_THAT(
        members_of(Application{"teastore"}, all_of({deployment("web"), stranger})), ElementsAre("web")
    );
}

}  // namespace
}  // namespace flotilla::controllers::group

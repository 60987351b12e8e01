#include "flotilla/model/scaling_group.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

Member member(std::string name, std::vector<std::string> calls = {}) {
    Member made;
    made.name = std::move(name);
    made.calls = std::move(calls);
    return made;
}

ScalingGroup group_of(std::vector<Member> members) {
    ScalingGroup group;
    group.name = "shop";
    group.members = std::move(members);
    return group;
}

TEST(ScalingGroup, AcceptsATreeOfCalls) {
    EXPECT_THAT(
        checked(group_of({member("web", {"auth", "db"}), member("auth", {"db"}), member("db")})), IsOk()
    );
}

TEST(ScalingGroup, NamesTheCircleThatTheCallsGoIn) {
    const auto result = checked(group_of({member("a", {"b"}), member("b", {"c"}), member("c", {"b"})}));
    EXPECT_THAT(
        result,
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("group shop: the calls go in a circle: b → c → b"))
    );
}

TEST(ScalingGroup, RefusesAMemberThatCallsItself) {
    EXPECT_THAT(
        checked(group_of({member("a", {"a"})})), FailsWith(ErrorCode::InvalidArgument, HasSubstr("a → a"))
    );
}

TEST(ScalingGroup, SaysWhatIsWrongWithWhichMember) {
    EXPECT_THAT(
        checked(group_of({})), FailsWith(ErrorCode::InvalidArgument, HasSubstr("group shop has no members"))
    );
    EXPECT_THAT(
        checked(group_of({member("")})), FailsWith(ErrorCode::InvalidArgument, HasSubstr("empty name"))
    );
    EXPECT_THAT(
        checked(group_of({member("a"), member("a")})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("member a is named twice"))
    );
    EXPECT_THAT(
        checked(group_of({member("a", {"x"})})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("member a calls x, which is not a member"))
    );
}

TEST(ScalingGroup, RefusesWeightsThatAreNoPositiveNumber) {
    for (const double weight : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
        Member odd = member("a");
        odd.weight = weight;
        EXPECT_THAT(
            checked(group_of({odd})),
            FailsWith(ErrorCode::InvalidArgument, HasSubstr("not a positive number"))
        );
    }
}

TEST(ScalingGroup, RefusesAnActionThatMayChangeNothing) {
    ScalingGroup group = group_of({member("a")});
    group.max_change = 0_replicas;
    EXPECT_THAT(checked(group), FailsWith(ErrorCode::InvalidArgument, HasSubstr("max change 0 is below 1")));
}

TEST(CallersFirst, PutsEveryCallerBeforeItsCallees) {
    const ScalingGroup group =
        group_of({member("db"), member("auth", {"db"}), member("web", {"auth", "image"}), member("image")});
    EXPECT_THAT(callers_first(group), ElementsAre("web", "auth", "db", "image"));
}

TEST(CallersFirst, KeepsTheGroupsOrderWhereNobodyCalls) {
    EXPECT_THAT(callers_first(group_of({member("c"), member("a"), member("b")})), ElementsAre("c", "a", "b"));
}

}  // namespace
}  // namespace flotilla::model

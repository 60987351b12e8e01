#include "flotilla/kube/runtime/conditions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::kube {
namespace {

using testing::SizeIs;
using namespace std::chrono_literals;

const WallTime kThen = WallTime{std::chrono::days{20000}};
const WallTime kNow = kThen + 5min;

Condition ready(const std::string& status, const std::string& message = "") {
    return Condition{"Ready", status, "Because", message, std::nullopt, std::nullopt};
}

TEST(SetCondition, AddsWhatIsNotThere) {
    std::vector<Condition> conditions;
    EXPECT_TRUE(set_condition(conditions, ready("True"), kNow));
    ASSERT_THAT(conditions, SizeIs(1));
    EXPECT_EQ(conditions[0].last_transition_time, kNow);
    EXPECT_TRUE(is_condition_true(conditions, "Ready"));
    EXPECT_FALSE(is_condition_true(conditions, "Other"));
}

TEST(SetCondition, MovesTheTransitionTimeOnlyWithTheStatus) {
    std::vector<Condition> conditions;
    set_condition(conditions, ready("False", "1 of 3"), kThen);
    EXPECT_TRUE(set_condition(conditions, ready("False", "2 of 3"), kNow));
    EXPECT_EQ(conditions[0].message, "2 of 3");
    EXPECT_EQ(conditions[0].last_transition_time, kThen);
    EXPECT_TRUE(set_condition(conditions, ready("True"), kNow));
    EXPECT_EQ(conditions[0].last_transition_time, kNow);
    EXPECT_THAT(conditions, SizeIs(1));
}

TEST(SetCondition, SaysThatNothingIsToBeWrittenWhenNothingChanged) {
    std::vector<Condition> conditions;
    set_condition(conditions, ready("True"), kThen);
    EXPECT_FALSE(set_condition(conditions, ready("True"), kNow));
}

TEST(FindCondition, GoesByType) {
    const std::vector<Condition> conditions{ready("True")};
    ASSERT_NE(find_condition(conditions, "Ready"), nullptr);
    EXPECT_EQ(find_condition(conditions, "Progressing"), nullptr);
}

}  // namespace
}  // namespace flotilla::kube

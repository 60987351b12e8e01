#include "flotilla/cluster/usage/load_script.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::cluster::usage {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing_support::FailsWith;

TEST(LoadScript, IsTheSameAlwaysWithoutTimes) {
    const auto script = LoadScript::parse("400m");
    EXPECT_DOUBLE_EQ(script->at(seconds{0}), 0.4);
    EXPECT_DOUBLE_EQ(script->integral(seconds{10}, seconds{20}), 4.0);
}

TEST(LoadScript, ChangesInStepsAndIsNothingBefore) {
    const auto script = LoadScript::parse("10s=1 20s=3");
    EXPECT_DOUBLE_EQ(script->at(seconds{9}), 0);
    EXPECT_DOUBLE_EQ(script->at(seconds{19}), 1);
    EXPECT_DOUBLE_EQ(script->at(seconds{20}), 3);
    EXPECT_DOUBLE_EQ(script->integral(seconds{0}, seconds{30}), 10 * 1 + 10 * 3);
    EXPECT_DOUBLE_EQ(script->integral(seconds{15}, seconds{21}), 5 * 1 + 1 * 3);
    EXPECT_DOUBLE_EQ(script->integral(seconds{25}, seconds{25}), 0);
}

TEST(LoadScript, RefusesWhatIsNoScript) {
    EXPECT_THAT(LoadScript::parse("much"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("")));
    EXPECT_THAT(LoadScript::parse("-1"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("below zero")));
    EXPECT_THAT(
        LoadScript::parse("0s=1 2"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("TIME=QUANTITY"))
    );
    EXPECT_THAT(
        LoadScript::parse("9s=1 9s=2"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("not after"))
    );
}

}  // namespace
}  // namespace flotilla::cluster::usage

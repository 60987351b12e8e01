#include "flotilla/base/result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

Result<int> half(int whole) {
    if (whole % 2 != 0) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is odd", whole));
    }
    return whole / 2;
}

Result<int> quarter(int whole) {
    FLOTILLA_TRY(const int once, half(whole));
    FLOTILLA_TRY(const int twice, half(once));
    return twice;
}

TEST(Result, TryPassesValuesOn) {
    EXPECT_THAT(quarter(12), IsOkAnd(Eq(3)));
}

TEST(Result, TryReturnsTheFirstError) {
    EXPECT_THAT(quarter(6), FailsWith(ErrorCode::InvalidArgument, HasSubstr("3 is odd")));
}

TEST(Result, ContextGoesBeforeTheMessageAndKeepsTheCode) {
    const Result<int> result = with_context(half(1).error(), "reading a.yaml");
    EXPECT_THAT(result, FailsWith(ErrorCode::InvalidArgument, Eq("reading a.yaml: 1 is odd")));
}

}  // namespace
}  // namespace flotilla

#include "flotilla/model/bounds.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::model {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

TEST(Bounds, ClampBringsACountInside) {
    const Bounds bounds{2_replicas, 5_replicas};
    EXPECT_EQ(bounds.clamp(1_replicas), 2_replicas);
    EXPECT_EQ(bounds.clamp(4_replicas), 4_replicas);
    EXPECT_EQ(bounds.clamp(9_replicas), 5_replicas);
}

TEST(Bounds, OneCountIsAllowed) {
    EXPECT_THAT(checked(Bounds{3_replicas, 3_replicas}), IsOk());
}

TEST(Bounds, RefuseWhatHoldsNoCount) {
    EXPECT_THAT(
        checked(Bounds{5_replicas, 2_replicas}),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("max 2 is below min 5"))
    );
    EXPECT_THAT(
        checked(Bounds{Replicas{-1}, 2_replicas}),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("min -1 is below 0"))
    );
    EXPECT_THAT(
        checked(Bounds{1_replicas, kMaxReplicas + 1_replicas}),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("2147483648 is above 2147483647"))
    );
}

}  // namespace
}  // namespace flotilla::model

#include "flotilla/policy/horizontal/guard_rails.hpp"

#include <gtest/gtest.h>

namespace flotilla::policy {
namespace {

using model::Bounds;
using model::Limit;
using model::MemberDecision;
using model::Replicas;

constexpr Bounds kBounds{Replicas{2}, Replicas{10}};

MemberDecision wish_for(std::int64_t count) {
    return {"web", Replicas{count}, {.rule = model::Rule::Fixed}};
}

TEST(GuardRails, LeaveAloneWhatIsAllowed) {
    const MemberDecision kept = guarded(wish_for(7), kBounds, Replicas{3}, Replicas{4});
    EXPECT_EQ(kept, wish_for(7));
}

TEST(GuardRails, CutAtMinAndMaxAndSayWhatWasWished) {
    const MemberDecision most = guarded(wish_for(14), kBounds, std::nullopt, Replicas{4});
    EXPECT_EQ(most.desired, Replicas{10});
    EXPECT_EQ(most.reason.limit, Limit::Max);
    EXPECT_EQ(most.reason.wished, Replicas{14});
    EXPECT_EQ(guarded(wish_for(0), kBounds, std::nullopt, Replicas{4}).desired, Replicas{2});
}

TEST(GuardRails, HoldTheRateInBothDirections) {
    EXPECT_EQ(guarded(wish_for(9), kBounds, Replicas{2}, Replicas{4}).desired, Replicas{6});
    const MemberDecision less = guarded(wish_for(2), kBounds, Replicas{1}, Replicas{6});
    EXPECT_EQ(less.desired, Replicas{5});
    EXPECT_EQ(less.reason.limit, Limit::Change);
}

TEST(GuardRails, BringAMemberOutsideItsBoundsBackAtOnce) {
    const MemberDecision back = guarded(wish_for(30), kBounds, Replicas{1}, Replicas{30});
    EXPECT_EQ(back.desired, Replicas{10});
    EXPECT_EQ(back.reason.wished, Replicas{30});
}

}  // namespace
}  // namespace flotilla::policy

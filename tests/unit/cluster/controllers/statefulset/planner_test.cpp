#include "flotilla/cluster/controllers/statefulset/planner.hpp"

#include <gmock/gmock.h>

namespace flotilla::cluster::controllers {
namespace {

using Act = OrdinalStep::Act;
using testing::ElementsAre;
using testing::IsEmpty;

OrdinalState missing(std::int64_t ordinal) {
    return {ordinal};
}
OrdinalState available(std::int64_t ordinal, bool is_current = true) {
    return {ordinal, true, false, false, true, is_current};
}
OrdinalState starting(std::int64_t ordinal) {
    return {ordinal, true, false, false, false, true};
}
OrdinalState going(std::int64_t ordinal) {
    return {ordinal, true, true, false, false, true};
}

TEST(StatefulSetSteps, MakeOnePodAfterTheOther) {
    EXPECT_THAT(next_steps({missing(0), missing(1)}, 2, false, 0), ElementsAre(OrdinalStep{Act::Create, 0}));
    EXPECT_THAT(next_steps({starting(0), missing(1)}, 2, false, 0), IsEmpty());
    EXPECT_THAT(
        next_steps({available(0), missing(1)}, 2, false, 0), ElementsAre(OrdinalStep{Act::Create, 1})
    );
}

TEST(StatefulSetSteps, MakeAllPodsOfAParallelSetAtOnce) {
    EXPECT_THAT(
        next_steps({missing(0), missing(1)}, 2, true, 0),
        ElementsAre(OrdinalStep{Act::Create, 0}, OrdinalStep{Act::Create, 1})
    );
}

TEST(StatefulSetSteps, TakeTheLastPodFirst) {
    EXPECT_THAT(
        next_steps({available(0), available(1), available(2)}, 1, false, 0),
        ElementsAre(OrdinalStep{Act::Delete, 2})
    );
    EXPECT_THAT(next_steps({available(0), available(1), going(2)}, 1, false, 0), IsEmpty());
}

TEST(StatefulSetSteps, ReplaceOldPodsFromTheLastDownToThePartition) {
    const auto all_old = std::vector{available(0, false), available(1, false), available(2, false)};
    EXPECT_THAT(next_steps(all_old, 3, false, 0), ElementsAre(OrdinalStep{Act::Delete, 2}));
    EXPECT_THAT(
        next_steps({available(0, false), available(1, false), available(2)}, 3, false, 1),
        ElementsAre(OrdinalStep{Act::Delete, 1})
    );
    EXPECT_THAT(next_steps({available(0, false), available(1), available(2)}, 3, false, 1), IsEmpty());
    EXPECT_THAT(next_steps(all_old, 3, false, std::nullopt), IsEmpty()) << "OnDelete";
}

TEST(StatefulSetSteps, AnUpdateWaitsForThePodBefore) {
    EXPECT_THAT(next_steps({available(0, false), starting(1)}, 2, true, 0), IsEmpty());
}

TEST(StatefulSetSteps, AnEndedPodIsMadeAnew) {
    OrdinalState ended = starting(0);
    ended.has_ended = true;
    EXPECT_THAT(next_steps({ended}, 1, false, 0), ElementsAre(OrdinalStep{Act::Delete, 0}));
}

}  // namespace
}  // namespace flotilla::cluster::controllers

#include "flotilla/cluster/controllers/deployment/rollout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/base/random.hpp"

namespace flotilla::cluster::controllers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr CountOrPercent kPercent25{25, true};

RolloutSpec spec(
    std::int64_t replicas, CountOrPercent surge = kPercent25, CountOrPercent unavailable = kPercent25
) {
    return RolloutSpec{replicas, false, surge, unavailable};
}

/// A ReplicaSet made at minute `age` of the world.
RolloutSet set(std::string name, int age, std::int64_t replicas, std::int64_t available) {
    RolloutSet result;
    result.name = std::move(name);
    result.created = WallTime{std::chrono::minutes{age}};
    result.replicas = replicas;
    result.current = replicas;
    result.available = available;
    return result;
}

RolloutSet sized_for(RolloutSet of, std::int64_t desired, std::int64_t max) {
    of.desired_annotation = desired;
    of.max_annotation = max;
    return of;
}

struct BoundsCase {
    std::string_view name;
    RolloutSpec spec;
    std::int64_t surge;
    std::int64_t unavailable;
};
class Bounds : public testing::TestWithParam<BoundsCase> {};
TEST_P(Bounds, RoundLikeUpstream) {
    const BoundsCase& c = GetParam();
    EXPECT_EQ(max_surge(c.spec), c.surge) << c.name;
    EXPECT_EQ(max_unavailable(c.spec), c.unavailable) << c.name;
}
INSTANTIATE_TEST_SUITE_P(
    Percent,
    Bounds,
    testing::Values(
        BoundsCase{"25 % of 10: surge up, unavailable down", spec(10), 3, 2},
        BoundsCase{"25 % of 3: nothing may be missing", spec(3), 1, 0},
        BoundsCase{
            "nothing at all would stand still: one may be missing", spec(4, {0, false}, {0, true}), 0, 1
        },
        BoundsCase{"1 % of 4 rounds to nothing: one may be missing", spec(4, {0, false}, {1, true}), 0, 1},
        BoundsCase{"more than there are", spec(2, {0, false}, {5, false}), 0, 2},
        BoundsCase{"without replicas nothing can be missing", spec(0, {1, false}, {1, false}), 1, 0},
        BoundsCase{"counts", spec(10, {4, false}, {1, false}), 4, 1}
    )
);

TEST(RollingUpdate, GrowsTheNewSetIntoTheSurge) {
    const RolloutSets sets{set("new", 2, 0, 0), {set("old", 1, 10, 10)}};
    EXPECT_THAT(plan_rolling_update(spec(10), sets), ElementsAre(ScaleStep{"new", 0, 3}));
}

TEST(RollingUpdate, ShrinksTheOldSetAsFarAsEnoughAreAvailable) {
    const RolloutSets sets{set("new", 2, 3, 0), {set("old", 1, 10, 10)}};
    EXPECT_THAT(plan_rolling_update(spec(10), sets), ElementsAre(ScaleStep{"old", 10, 8}));
}

TEST(RollingUpdate, TakesUnhealthyOldReplicasFirst) {
    const RolloutSets sets{set("new", 3, 3, 3), {set("a", 1, 5, 5), set("b", 2, 5, 2)}};
    EXPECT_THAT(plan_rolling_update(spec(10), sets), ElementsAre(ScaleStep{"a", 5, 3}, ScaleStep{"b", 5, 2}));
}

TEST(RollingUpdate, WaitsWhileTheNewPodsAreNotAvailable) {
    const RolloutSets sets{set("new", 2, 5, 0), {set("old", 1, 8, 8)}};
    EXPECT_THAT(plan_rolling_update(spec(10), sets), IsEmpty());
}

TEST(RollingUpdate, StopsWhenItIsDone) {
    const RolloutSets sets{set("new", 2, 10, 10), {set("old", 1, 0, 0)}};
    EXPECT_THAT(plan_rolling_update(spec(10), sets), IsEmpty());
}

/// Plays rollouts whose pods become available, or don't, at random.
TEST(RollingUpdate, NeverLeavesItsBoundsAndAlwaysEnds) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        RandomStream random{seed};
        const std::int64_t replicas = random.between(1, 12);
        const RolloutSpec wanted =
            spec(replicas, {random.between(0, 5), false}, {random.between(0, 100), true});
        RolloutSets sets{set("new", 9, 0, 0), {set("old", 1, replicas, replicas)}};
        int rounds = 0;
        while (sets.current->available != replicas || sets.old[0].replicas != 0) {
            ASSERT_LT(++rounds, 10000);
            for (const ScaleStep& step : plan_rolling_update(wanted, sets)) {
                RolloutSet& target = step.name == "new" ? *sets.current : sets.old[0];
                ASSERT_EQ(step.from, target.replicas);
                target.replicas = step.to;
                target.available = std::min(target.available, target.replicas);
            }
            ASSERT_LE(sets.current->replicas + sets.old[0].replicas, replicas + max_surge(wanted));
            ASSERT_GE(sets.current->available + sets.old[0].available, replicas - max_unavailable(wanted));
            if (sets.current->available < sets.current->replicas && random.uniform() < 0.5) {
                ++sets.current->available;
            }
        }
    }
}

TEST(Recreate, StopsAllOldPodsBeforeTheFirstNewOne) {
    RolloutSpec recreate = spec(3);
    recreate.is_recreate = true;
    RolloutSets sets{set("new", 2, 0, 0), {set("old", 1, 3, 3)}};
    EXPECT_THAT(plan_recreate(recreate, sets, true), ElementsAre(ScaleStep{"old", 3, 0}));
    sets.old[0].replicas = 0;
    EXPECT_THAT(plan_recreate(recreate, sets, true), IsEmpty());
    EXPECT_THAT(plan_recreate(recreate, sets, false), ElementsAre(ScaleStep{"new", 0, 3}));
}

TEST(Scaling, GoesToTheOneActiveSet) {
    const RolloutSets sets{sized_for(set("new", 2, 3, 3), 3, 4), {set("old", 1, 0, 0)}};
    EXPECT_TRUE(is_scaling_event(spec(5), sets));
    EXPECT_THAT(plan_scaling(spec(5), sets, 3), ElementsAre(ScaleStep{"new", 3, 5}));
}

TEST(Scaling, KeepsTheSharesOfARolloutUnderWay) {
    const RolloutSets sets{
        sized_for(set("new", 2, 5, 5), 10, 15), {sized_for(set("old", 1, 10, 10), 10, 15)}
    };
    const RolloutSpec doubled = spec(20, {5, false}, {0, false});
    EXPECT_THAT(
        plan_scaling(doubled, sets, 15), ElementsAre(ScaleStep{"old", 10, 17}, ScaleStep{"new", 5, 8})
    );
}

TEST(Scaling, EmptiesOldSetsWhenTheNewOneIsFullyThere) {
    const RolloutSets sets{sized_for(set("new", 2, 3, 3), 3, 4), {sized_for(set("old", 1, 1, 1), 4, 5)}};
    EXPECT_THAT(plan_scaling(spec(3), sets, 4), ElementsAre(ScaleStep{"old", 1, 0}));
}

TEST(Scaling, ToNothingStopsEverySet) {
    const RolloutSets sets{sized_for(set("new", 2, 2, 2), 3, 4), {sized_for(set("old", 1, 2, 2), 3, 4)}};
    EXPECT_THAT(plan_scaling(spec(0), sets, 4), ElementsAre(ScaleStep{"old", 2, 0}, ScaleStep{"new", 2, 0}));
}

}  // namespace
}  // namespace flotilla::cluster::controllers

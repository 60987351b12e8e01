#include <gtest/gtest.h>

#include "flotilla/policy/horizontal/hpa/autoscaler.hpp"

#include "support/hpa_world.hpp"

namespace flotilla::policy::hpa {
namespace {

using model::Replicas;
using std::chrono::seconds;
using testing::HpaWorld;

/// A target that does what it is told at once, under a load in millicores that is shared out evenly.
class Target {
public:
    Target(Spec spec, std::int64_t replicas)
        : autoscaler_{std::move(spec), Settings{}}, replicas_{replicas} {}

    std::int64_t sync(seconds at, std::int64_t load) {
        HpaWorld world;
        world.pods(static_cast<std::size_t>(replicas_), load / replicas_);
        replicas_ = autoscaler_.sync(world.at(replicas_, at)).desired.count();
        return replicas_;
    }
    [[nodiscard]] ConditionReason reason(ConditionType type) const {
        return autoscaler_.status().conditions.find(type)->reason;
    }
    [[nodiscard]] const Memory& memory() const { return autoscaler_.memory(); }

private:
    Autoscaler autoscaler_;
    std::int64_t replicas_;
};

Spec spec_of(std::optional<Behavior> behavior) {
    return {{Replicas{1}, Replicas{100}}, {{Source::Resource, TargetType::Utilization, 50, true}}, behavior};
}

TEST(Normalization, DoublesAtMostWithoutBehavior) {
    Target target{spec_of({}), 10};
    EXPECT_EQ(target.sync(seconds{0}, 50'000), 20);
    EXPECT_EQ(target.reason(ConditionType::ScalingLimited), ConditionReason::ScaleUpLimit);
}

TEST(Normalization, WaitsFiveMinutesBeforeItScalesIn) {
    for (const auto& behavior : {std::optional<Behavior>{}, std::optional{Behavior::defaults()}}) {
        Target target{spec_of(behavior), 10};
        for (int at = 0; at <= 300; at += 15) {
            EXPECT_EQ(target.sync(seconds{at}, 1000), at < 300 || !behavior ? 10 : 2) << at;
        }
        EXPECT_EQ(target.sync(seconds{315}, 1000), 2);
    }
}

TEST(Normalization, AddsFourPodsOrAsManyAsThereAreByDefault) {
    Target small{spec_of(Behavior::defaults()), 2};
    EXPECT_EQ(small.sync(seconds{0}, 20'000), 6);
    Target large{spec_of(Behavior::defaults()), 10};
    EXPECT_EQ(large.sync(seconds{0}, 100'000), 20);
}

TEST(Normalization, CountsWhatWasAddedWithinThePeriod) {
    Behavior behavior = Behavior::defaults();
    behavior.scale_up.policies = {{RatePolicy::Unit::Pods, 3, seconds{60}}};
    Target target{spec_of(behavior), 2};
    EXPECT_EQ(target.sync(seconds{0}, 20'000), 5);
    EXPECT_EQ(target.sync(seconds{15}, 20'000), 5);
    EXPECT_EQ(target.reason(ConditionType::ScalingLimited), ConditionReason::ScaleUpLimit);
    EXPECT_EQ(target.sync(seconds{59}, 20'000), 5);
    EXPECT_EQ(target.sync(seconds{60}, 20'000), 8) << "an event as old as the period no longer counts";
}

TEST(Normalization, NeverChangesInADirectionThatIsDisabled) {
    Behavior behavior = Behavior::defaults();
    behavior.scale_down.select = Select::Disabled;
    behavior.scale_down.window = seconds{0};
    Target target{spec_of(behavior), 10};
    EXPECT_EQ(target.sync(seconds{0}, 100), 10);
    EXPECT_EQ(target.reason(ConditionType::ScalingLimited), ConditionReason::ScaleDownLimit);
}

TEST(Normalization, StopsGrowingItsMemoryOnceTheWindowIsFull) {
    Target target{spec_of(Behavior::defaults()), 10};
    for (int at = 0; at < 6000; at += 15) {
        target.sync(seconds{at}, at % 90 == 0 ? 9000 : 3000);
    }
    EXPECT_LE(target.memory().recommendations.size(), 22U);
    EXPECT_LE(target.memory().scale_ups.size(), 3U);
    EXPECT_LE(target.memory().scale_downs.size(), 3U);
}

TEST(Conditions, ChangeTheirTimeWithTheirStatusOnly) {
    const WallTime start = HpaWorld::kNow;
    Conditions conditions;
    conditions.apply({ConditionType::ScalingActive, true, ConditionReason::ValidMetricFound}, start);
    conditions.apply(
        {ConditionType::ScalingActive, true, ConditionReason::ScalingDisabled}, start + seconds{9}
    );
    EXPECT_EQ(conditions.find(ConditionType::ScalingActive)->since, start);
    conditions.apply(
        {ConditionType::ScalingActive, false, ConditionReason::ScalingDisabled}, start + seconds{20}
    );
    EXPECT_EQ(conditions.find(ConditionType::ScalingActive)->since, start + seconds{20});
    EXPECT_EQ(conditions.find(ConditionType::AbleToScale), nullptr);
}

}  // namespace
}  // namespace flotilla::policy::hpa

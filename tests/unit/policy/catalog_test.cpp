#include "flotilla/policy/catalog.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "flotilla/policy/horizontal/coordination.hpp"

#include "horizontal/groups.hpp"
#include "support/matchers.hpp"

namespace flotilla::policy {
namespace {

using namespace testing_groups;
using model::Replicas;
using testing::HasSubstr;
using testing_support::FailsWith;
using Chance = std::mt19937_64;

constexpr int kSeeds = 200;

std::int64_t pick(Chance& chance, std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(high - low + 1));
}

template <class T, std::size_t N>
T any_of(Chance& chance, const T (&choices)[N]) {
    return choices[chance() % N];
}

model::PolicyChoice choice_of(std::string_view name) {
    if (name == "proportional") {
        return {"proportional", {{"metric", "rps"}, {"target", "10"}}};
    }
    if (name == "feed-forward" || name == "predictive") {
        return {std::string{name}, {{"cpu", "3"}, {"pod", "200"}}};
    }
    return {std::string{name}, {}};
}

/// Members that call only members after them: no circles.
model::ScalingGroup arbitrary_group(Chance& chance, std::string_view policy) {
    std::vector<model::Member> members;
    const std::int64_t count = pick(chance, 1, 7);
    for (std::int64_t i = 0; i < count; ++i) {
        const Replicas min{pick(chance, 0, 5)};
        model::Member made = member(
            "m" + std::to_string(i), {}, {min, min + Replicas{any_of(chance, {0L, 1L, 9L, 2'000'000'000L})}}
        );
        made.weight = any_of(chance, {1.0, 0.25, 3.5, 1e-300, 1e300});
        for (std::int64_t callee = i + 1; callee < count; ++callee) {
            if (chance() % 3 == 0) {
                made.calls.push_back("m" + std::to_string(callee));
            }
        }
        members.push_back(std::move(made));
    }
    model::ScalingGroup group = group_of(std::move(members), choice_of(policy));
    group.order = chance() % 2 == 0 ? model::Order::AllAtOnce : model::Order::CalleesFirst;
    if (chance() % 2 == 0) {
        group.max_change = Replicas{pick(chance, 1, 4)};
    }
    return group;
}

double hostile_value(Chance& chance) {
    return any_of(
        chance, {0.0, -1.0, 35.0, 1e308, std::nan(""), std::numeric_limits<double>::infinity(), -HUGE_VAL}
    );
}

Duration hostile_age(Chance& chance) {
    return any_of<Duration>(
        chance, {Duration{0}, std::chrono::seconds{30}, std::chrono::hours{30}, Duration::max()}
    );
}

model::Observation hostile_observation(Chance& chance, const model::ScalingGroup& group) {
    constexpr std::int64_t kCounts[] = {0, 1, 7, -4, 1000, INT32_MAX, INT64_C(9'000'000'000'000)};
    model::Observation seen;
    for (const model::Member& member : group.members) {
        if (chance() % 8 == 0) {
            continue;  // gone from the cluster
        }
        model::MemberObservation observed =
            seen_with(member.name, any_of(chance, {0L, 1L, 4L, 50L, 2'147'483'647L}));
        observed.ready = Replicas{pick(chance, 0, observed.current.count())};
        if (chance() % 2 == 0) {
            observed.cpu = model::CpuUsage{
                model::Millicores{any_of(chance, kCounts)},
                model::Millicores{any_of(chance, kCounts)},
                hostile_age(chance)
            };
        }
        if (chance() % 4 == 0) {
            observed.hpa = model::Recommendation{Replicas{any_of(chance, kCounts)}, hostile_age(chance)};
        }
        seen.members.push_back(std::move(observed));
    }
    if (chance() % 4 != 0) {
        seen.metrics["rps"] = {hostile_value(chance), hostile_age(chance)};
    }
    seen.at = std::chrono::seconds{pick(chance, -1000, 1'000'000)};
    return seen;
}

class EveryPolicy : public testing::TestWithParam<HorizontalEntry> {
protected:
    template <class Body>
    void for_arbitrary_worlds(Body body) {
        for (int seed = 0; seed < kSeeds; ++seed) {
            SCOPED_TRACE(seed);
            Chance chance{static_cast<std::uint64_t>(seed)};
            const auto group = model::checked(arbitrary_group(chance, GetParam().name));
            ASSERT_THAT(group, testing_support::IsOk());
            const auto policy = make_horizontal(*group);
            ASSERT_THAT(policy, testing_support::IsOk());
            const model::Observation seen = hostile_observation(chance, *group);
            body(*group, **policy, seen);
        }
    }
};

TEST_P(EveryPolicy, StaysWithinBoundsWhateverItSees) {
    for_arbitrary_worlds(
        [](const model::ScalingGroup& group, const HorizontalPolicy& policy, const model::Observation& seen) {
            PolicyMemory memory;
            for (const model::MemberDecision& member : policy.decide(seen, memory).members) {
                EXPECT_TRUE(group.find(member.name)->bounds.contains(member.desired))
                    << member.name << member.desired.count();
            }
        }
    );
}

TEST_P(EveryPolicy, ChangesNoMemberInsideItsBoundsByMoreThanTheRate) {
    for_arbitrary_worlds(
        [](const model::ScalingGroup& group, const HorizontalPolicy& policy, const model::Observation& seen) {
            PolicyMemory memory;
            for (const model::MemberDecision& member : policy.decide(seen, memory).members) {
                const Replicas current = seen.find(member.name)->current;
                if (group.max_change && group.find(member.name)->bounds.contains(current)) {
                    EXPECT_LE(std::abs((member.desired - current).count()), group.max_change->count())
                        << member.name;
                }
            }
        }
    );
}

TEST_P(EveryPolicy, DecidesOnceForEveryMemberThatWasSeenInTheGroupsOrder) {
    for_arbitrary_worlds(
        [](const model::ScalingGroup&, const HorizontalPolicy& policy, const model::Observation& seen) {
            PolicyMemory memory;
            const model::Decision decision = policy.decide(seen, memory);
            ASSERT_EQ(decision.members.size(), seen.members.size());
            for (std::size_t i = 0; i < seen.members.size(); ++i) {
                EXPECT_EQ(decision.members[i].name, seen.members[i].name);
                EXPECT_FALSE(to_text(decision.members[i].reason).empty());
            }
        }
    );
}

TEST_P(EveryPolicy, ReplaysFromACopyOfItsMemory) {
    for_arbitrary_worlds(
        [](const model::ScalingGroup&, const HorizontalPolicy& policy, const model::Observation& seen) {
            PolicyMemory memory;
            (void)policy.decide(seen, memory);
            PolicyMemory copy = memory;
            EXPECT_EQ(policy.decide(seen, memory), policy.decide(seen, copy));
            EXPECT_EQ(memory, copy);
        }
    );
}

TEST_P(EveryPolicy, KeepsWhatCannotBeMeasured) {
    for_arbitrary_worlds(
        [](const model::ScalingGroup& group, const HorizontalPolicy& policy, model::Observation seen) {
            seen.metrics.clear();
            for (model::MemberObservation& member : seen.members) {
                member.cpu.reset();
                member.hpa.reset();
            }
            PolicyMemory memory;
            for (const model::MemberDecision& member : policy.decide(seen, memory).members) {
                if (policy.needs() != Needs{}) {
                    const Replicas current = seen.find(member.name)->current;
                    EXPECT_EQ(member.reason.rule, model::Rule::MetricMissing);
                    EXPECT_EQ(member.desired, group.find(member.name)->bounds.clamp(current));
                }
            }
        }
    );
}

TEST_P(EveryPolicy, IsCarriedOutInStagesThatNeverStarveACaller) {
    for_arbitrary_worlds([](const model::ScalingGroup& group,
                            const HorizontalPolicy& policy,
                            const model::Observation& seen) {
        PolicyMemory memory;
        const auto stages = plan_stages(group, seen, policy.decide(seen, memory));
        std::map<std::string, std::pair<std::size_t, bool>> place;
        for (std::size_t stage = 0; stage < stages.size(); ++stage) {
            EXPECT_FALSE(stages[stage].changes.empty());
            for (const Change& change : stages[stage].changes) {
                EXPECT_TRUE(place.emplace(change.member, std::pair{stage, change.is_out()}).second)
                    << "twice";
            }
        }
        for (const auto& [caller, at] : place) {
            for (const std::string& callee : group.find(caller)->calls) {
                if (group.order == model::Order::CalleesFirst && place.contains(callee) &&
                    place[callee].second == at.second) {
                    EXPECT_TRUE(at.second ? place[callee].first < at.first : at.first < place[callee].first);
                }
            }
        }
    });
}

INSTANTIATE_TEST_SUITE_P(
    Catalog,
    EveryPolicy,
    testing::ValuesIn(horizontal_catalog().begin(), horizontal_catalog().end()),
    [](const auto& entry) {
        std::string name{entry.param.name};
        std::erase(name, '-');
        return name;
    }
);

TEST(Catalog, ListsThePoliciesThatThereAre) {
    EXPECT_THAT(
        make_horizontal(group_of({member("a")}, {"clever", {}})),
        FailsWith(
            ErrorCode::InvalidArgument,
            HasSubstr("no policy named \"clever\"; there are: feed-forward, hpa-lift, predictive, "
                      "proportional, random, static")
        )
    );
}

TEST(Catalog, StaticTakesACountForAllAndForOne) {
    const auto group =
        group_of({member("a"), member("b")}, {"static", {{"replicas", "3"}, {"replicas.b", "7"}}});
    PolicyMemory memory;
    const auto decision =
        make_horizontal(group).value()->decide({{seen_with("a", 1), seen_with("b", 1)}, {}}, memory);
    EXPECT_EQ(decision.find("a")->desired, Replicas{3});
    EXPECT_EQ(decision.find("b")->desired, Replicas{7});
}

TEST(Catalog, AParameterThatNobodyKnowsIsRefused) {
    EXPECT_THAT(
        make_horizontal(group_of({member("a")}, {"random", {{"sede", "4"}}})),
        FailsWith(
            ErrorCode::InvalidArgument, HasSubstr("policy random: parameter sede is unknown; there are: seed")
        )
    );
}

}  // namespace
}  // namespace flotilla::policy

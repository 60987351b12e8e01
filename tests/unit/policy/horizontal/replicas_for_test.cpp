#include "flotilla/policy/horizontal/replicas_for.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace flotilla::policy {
namespace {

using model::kMaxReplicas;
using model::Millicores;
using model::Replicas;

struct Case {
    std::string_view name;
    Millicores usage;
    Replicas ready;
    Replicas want;
};
class ReplicasFor : public testing::TestWithParam<Case> {};

TEST_P(ReplicasFor, RoundsLikeUpstream) {
    const Case& c = GetParam();
    EXPECT_EQ(replicas_for(c.usage, Millicores{1000}, 0.5, c.ready, 0.1), c.want) << c.name;
}

INSTANTIATE_TEST_SUITE_P(
    Cpu,
    ReplicasFor,
    testing::Values(
        Case{"inside the dead band: keep", Millicores{540}, Replicas{4}, Replicas{4}},
        Case{"at its upper edge: keep", Millicores{550}, Replicas{4}, Replicas{4}},
        Case{"a part of a percent is cut: keep", Millicores{559}, Replicas{4}, Replicas{4}},
        Case{"just outside: round up", Millicores{560}, Replicas{4}, Replicas{5}},
        Case{"at its lower edge: keep", Millicores{450}, Replicas{4}, Replicas{4}},
        Case{"below: round up too", Millicores{260}, Replicas{4}, Replicas{3}},
        Case{"no usage: none", Millicores{0}, Replicas{4}, Replicas{0}},
        Case{"twice the target: twice the replicas", Millicores{1000}, Replicas{3}, Replicas{6}}
    )
);

TEST(RoundUp, DoesNotTakeTheDustOfADoubleForAReplica) {
    EXPECT_EQ(round_up(0.1 * 3 * 10), Replicas{3});
    EXPECT_EQ(round_up(3.001), Replicas{4});
}

TEST(RoundUp, StaysWithinWhatTheApiTakes) {
    EXPECT_EQ(round_up(-2), Replicas{0});
    EXPECT_EQ(round_up(1e300), kMaxReplicas);
}

}  // namespace
}  // namespace flotilla::policy

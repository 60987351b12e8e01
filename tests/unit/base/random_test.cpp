#include "flotilla/base/random.hpp"

#include <cmath>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla {
namespace {

TEST(RandomStream, IsTheSameForTheSameSeedAndName) {
    RandomStream a{7, "pods"};
    RandomStream b{7, "pods"};
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(a.next(), b.next());
    }
}

TEST(RandomStream, DiffersBetweenNamesAndBetweenSeeds) {
    const std::set<std::uint64_t> firsts{
        RandomStream{7, "pods"}.next(),
        RandomStream{7, "nodes"}.next(),
        RandomStream{8, "pods"}.next(),
        RandomStream{7, ""}.next()
    };
    EXPECT_EQ(firsts.size(), 4U);
}

TEST(RandomStream, StartsWithTheAlgorithmsKnownValues) {
    RandomStream stream{0};  // reference: the authors' C programs splitmix64.c and xoshiro256starstar.c
    EXPECT_EQ(stream.next(), 0x99ec5f36cb75f2b4U);
    EXPECT_EQ(stream.next(), 0xbf6e1f784956452aU);
}

TEST(RandomStream, BetweenReachesBothEndsAndNothingElse) {
    RandomStream stream{1};
    std::set<std::int64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(stream.between(-2, 3));
    }
    EXPECT_THAT(seen, testing::ElementsAre(-2, -1, 0, 1, 2, 3));
    EXPECT_EQ(stream.between(5, 5), 5);
}

TEST(RandomStream, UniformAndNormalHaveTheirMoments) {
    RandomStream stream{3};
    double uniform_sum = 0;
    double normal_sum = 0;
    double normal_squares = 0;
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) {
        const double u = stream.uniform();
        ASSERT_TRUE(u >= 0.0 && u < 1.0);
        uniform_sum += u;
        const double z = stream.normal();
        ASSERT_TRUE(std::isfinite(z));
        normal_sum += z;
        normal_squares += z * z;
    }
    EXPECT_NEAR(uniform_sum / kDraws, 0.5, 0.01);
    EXPECT_NEAR(normal_sum / kDraws, 0.0, 0.03);
    EXPECT_NEAR(normal_squares / kDraws, 1.0, 0.05);
}

}  // namespace
}  // namespace flotilla

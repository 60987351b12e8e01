#include "flotilla/lab/compare/interval.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/base/random.hpp"

namespace flotilla::lab::compare {
namespace {

TEST(Bootstrap, CoversTheMeanAboutNineteenTimesInTwenty) {
    int covered = 0;
    for (std::uint64_t world = 0; world < 200; ++world) {
        RandomStream random{world, "world"};
        std::vector<double> values(40);
        for (double& value : values) {
            value = 5 + 2 * random.normal();
        }
        const Interval interval = bootstrap_mean(values, 1);
        covered += interval.low <= 5 && 5 <= interval.high ? 1 : 0;
    }
    EXPECT_GE(covered, 176);  // 0.95 × 200 minus what a small sample loses and four standard errors
    EXPECT_LE(covered, 199);
}

TEST(Bootstrap, PairsCancelWhatASeedDoesToBoth) {
    std::vector<Pair> pairs;
    for (int i = 1; i <= 20; ++i) {
        pairs.push_back({0.8 * i, 1.0 * i});
    }
    const Interval ratio = bootstrap_ratio(pairs, 1);
    EXPECT_NEAR(ratio.low, 0.8, 1e-12);
    EXPECT_NEAR(ratio.high, 0.8, 1e-12);
}

TEST(Bootstrap, OneValueHasNoWidth) {
    const std::vector<double> one{3};
    EXPECT_EQ(bootstrap_mean(one, 1), (Interval{3, 3, 3}));
}

TEST(Bootstrap, IsTheSameForASeed) {
    RandomStream random{3, "world"};
    std::vector<Pair> pairs(30);
    for (Pair& pair : pairs) {
        pair = {random.normal(), random.normal()};
    }
    EXPECT_EQ(bootstrap_difference(pairs, 7), bootstrap_difference(pairs, 7));
    EXPECT_NE(bootstrap_difference(pairs, 7), bootstrap_difference(pairs, 8));
}

std::vector<Pair> differences(std::vector<double> values) {
    std::vector<Pair> pairs;
    for (const double value : values) {
        pairs.push_back({value, 0});
    }
    return pairs;
}

TEST(Wilcoxon, IsExactForFewPairs) {
    EXPECT_NEAR(wilcoxon_signed_rank(differences({1, 2, 3, 4, 5})), 2.0 / 32, 1e-12);
    // Ten pairs, positive ranks 1 + 7 = 8: 25 of 1,024 sums are as small, on either side.
    EXPECT_NEAR(
        wilcoxon_signed_rank(differences({1, -2, -3, -4, -5, -6, 7, -8, -9, -10})), 50.0 / 1024, 1e-12
    );
}

TEST(Wilcoxon, LeavesOutPairsThatDoNotDiffer) {
    EXPECT_NEAR(wilcoxon_signed_rank(differences({0, 1, 0, 2, 3, 4, 5, 0})), 2.0 / 32, 1e-12);
    EXPECT_EQ(wilcoxon_signed_rank(differences({0, 0})), 1);
}

TEST(Wilcoxon, SeesNoDifferenceInSymmetricPairs) {
    EXPECT_EQ(wilcoxon_signed_rank(differences({1, -1, 2, -2, 3, -3})), 1);
}

TEST(Wilcoxon, ManyPairsMeetTheTable) {
    std::vector<double> values;
    for (int i = 1; i <= 30; ++i) {
        const bool is_positive = i == 23 || i >= 27;  // ranks of 137, the two-sided 5 % point of 30 pairs
        values.push_back(is_positive ? i : -i);
    }
    EXPECT_NEAR(wilcoxon_signed_rank(differences(values)), 0.05, 0.002);
}

TEST(Holm, StepsDownAndNeverGoesBack) {
    const std::vector<double> p{0.01, 0.04, 0.03};
    EXPECT_THAT(holm(p), testing::Pointwise(testing::DoubleNear(1e-12), {0.03, 0.06, 0.06}));
}

}  // namespace
}  // namespace flotilla::lab::compare

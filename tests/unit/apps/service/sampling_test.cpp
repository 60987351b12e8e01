#include "service/sampling.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace flotilla::apps::service {
namespace {

using model::Distribution;

struct Case {
    std::string name;
    Distribution distribution;
    double mean;
    double deviation;
};

class Draws : public testing::TestWithParam<Case> {};

TEST_P(Draws, HaveTheirMean) {
    constexpr int kDraws = 100'000;
    RandomStream stream{17, GetParam().name};
    double sum = 0;
    for (int count = 0; count < kDraws; ++count) {
        const double value = draw(GetParam().distribution, stream);
        ASSERT_GE(value, 0);
        sum += value;
    }
    EXPECT_NEAR(sum / kDraws, GetParam().mean, 4 * GetParam().deviation / std::sqrt(kDraws) + 1e-12);
}

Distribution whole_numbers(double low, double high) {
    Distribution distribution = Distribution::uniform(low, high);
    distribution.kind = Distribution::Kind::UniformInt;
    return distribution;
}

Distribution one_of(std::vector<double> values) {
    Distribution distribution;
    distribution.kind = Distribution::Kind::Empirical;
    distribution.values = std::move(values);
    return distribution;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds,
    Draws,
    testing::Values(
        Case{"constant", Distribution::constant(3), 3, 0},
        Case{"exponential", Distribution::exponential(2), 2, 2},
        Case{"lognormal", Distribution::lognormal(5, 0.5), 5, 2.5},
        Case{"uniform", Distribution::uniform(1, 10), 5.5, 2.6},
        Case{"whole numbers", whole_numbers(1, 4), 2.5, 1.12},
        Case{"pareto", Distribution::pareto(2, 3.5), 2, 0.9},
        Case{"one of", one_of({1, 2, 6}), 3, 2.2}
    )
);

TEST(Draws, OfACounterAreGeometricUpToItsCap) {
    model::SessionCounter counter;
    counter.name = "cart_items";
    counter.cap = 9;
    counter.open_loop_mean = 2.1;
    RandomStream stream{4};
    int zeros = 0;
    constexpr int kDraws = 50'000;
    for (int count = 0; count < kDraws; ++count) {
        const std::int64_t items = draw_counter(counter, stream);
        ASSERT_GE(items, 0);
        ASSERT_LE(items, 9);
        zeros += items == 0 ? 1 : 0;
    }
    const double share = 1 / 3.1;
    EXPECT_NEAR(zeros, kDraws * share, 4 * std::sqrt(kDraws * share * (1 - share)));
}

}  // namespace
}  // namespace flotilla::apps::service

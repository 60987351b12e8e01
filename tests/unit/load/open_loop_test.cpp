#include "flotilla/load/open_loop.hpp"

#include <cmath>

#include <gmock/gmock.h>

namespace flotilla::load {
namespace {

using namespace std::chrono_literals;
using Spacing = OpenLoop::Spacing;

std::vector<Intent> all_until(OpenLoop& loop, Duration end) {
    std::vector<Intent> intents;
    while (const auto intent = loop.poll(end)) {
        intents.push_back(*intent);
    }
    return intents;
}

TEST(OpenLoop, KeepsEvenGapsExactly) {
    const Behaviour users = one_request("/");
    OpenLoop loop{users, Level{50000}, Spacing::Even, 1, 1};
    const auto intents = all_until(loop, 1s);
    ASSERT_EQ(intents.size(), 50000U);
    for (std::size_t index = 0; index < intents.size(); ++index) {
        ASSERT_EQ(intents[index].due, 20us * static_cast<std::int64_t>(index + 1));
    }
}

TEST(OpenLoop, HasExponentialGapsOfTheRightMeanAndDeviation) {
    const Behaviour users = one_request("/");
    OpenLoop loop{users, Level{100}, Spacing::Poisson, 1, 11};
    const auto intents = all_until(loop, 1000s);
    double sum = 0;
    double squares = 0;
    for (std::size_t index = 1; index < intents.size(); ++index) {
        const double gap = std::chrono::duration<double>(intents[index].due - intents[index - 1].due).count();
        sum += gap;
        squares += gap * gap;
    }
    const double count = static_cast<double>(intents.size() - 1);
    const double mean = sum / count;
    EXPECT_NEAR(mean, 0.01, 4 * 0.01 / std::sqrt(count));
    EXPECT_NEAR(std::sqrt(squares / count - mean * mean) / mean, 1, 0.03);
}

TEST(OpenLoop, FollowsARateThatChanges) {
    const Behaviour users = one_request("/");
    OpenLoop loop{
        users, *Level::from_steps({{0s, 0}, {10s, 100}, {20s, 0}, {30s, 1000}}), Spacing::Poisson, 1, 3
    };
    std::array<double, 4> counts{};
    for (const Intent& intent : all_until(loop, 40s)) {
        ++counts[static_cast<std::size_t>(intent.due / 10s) % 4];
    }
    EXPECT_EQ(counts[0], 0);
    EXPECT_EQ(counts[2], 0);
    EXPECT_NEAR(counts[1], 1000, 4 * std::sqrt(1000));
    EXPECT_NEAR(counts[3], 10000, 4 * std::sqrt(10000));
}

TEST(OpenLoop, EndsWhenTheRateStaysAtZero) {
    const Behaviour users = one_request("/");
    OpenLoop loop{users, *Level::from_steps({{0s, 10}, {1s, 0}}), Spacing::Even, 1, 3};
    EXPECT_EQ(all_until(loop, 1h).size(), 10U);
    EXPECT_EQ(loop.next_due(), std::nullopt);
}

TEST(OpenLoop, DrawsRequestsByTheirShares) {
    const Behaviour shop = online_boutique();
    const std::vector<double> shares = action_shares(shop);
    OpenLoop loop{shop, Level{1000}, Spacing::Even, 100, 6};
    const auto intents = all_until(loop, 40s);
    std::vector<double> counts(shares.size());
    for (const Intent& intent : intents) {
        ++counts[intent.action];
        ASSERT_LT(intent.actor, 100U);
    }
    const double total = static_cast<double>(intents.size());
    for (std::size_t action = 0; action < shares.size(); ++action) {
        const double share = shares[action];
        EXPECT_NEAR(counts[action], total * share, 4 * std::sqrt(total * share * (1 - share)));
    }
}

TEST(OpenLoop, DoesNotWaitForAnswers) {
    const Behaviour users = one_request("/");
    OpenLoop loop{users, Level{10}, Spacing::Even, 1, 1};
    EXPECT_EQ(all_until(loop, 10s).size(), 100U);  // and not one has been answered
}

}  // namespace
}  // namespace flotilla::load

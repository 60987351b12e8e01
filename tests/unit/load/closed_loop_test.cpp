#include "flotilla/load/closed_loop.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>

namespace flotilla::load {
namespace {

using namespace std::chrono_literals;

Behaviour thinking(Duration think) {
    Behaviour users = one_request("/");
    users.think = {ThinkTime::Kind::Constant, think, think};
    return users;
}

/// Answers every request after `service`, until `end`; all intents in the order in which they came.
std::vector<Intent> play(Source& source, Duration service, Duration end) {
    std::vector<Intent> intents;
    std::multimap<Duration, Intent> under_way;
    while (true) {
        const Duration due = source.next_due().value_or(Duration::max());
        const Duration answer = under_way.empty() ? Duration::max() : under_way.begin()->first;
        const Duration now = std::min(due, answer);
        if (now >= end) {
            return intents;
        }
        if (answer <= due) {
            const Intent intent = under_way.begin()->second;
            under_way.erase(under_way.begin());
            source.ended(intent, now, true);
            continue;
        }
        while (const auto intent = source.poll(now)) {
            intents.push_back(*intent);
            under_way.emplace(now + service, *intent);
        }
    }
}

TEST(ClosedLoop, LetsEachUserWaitForItsAnswerAndThink) {
    const Behaviour users = thinking(900ms);
    ClosedLoop loop{users, Level{3}, 0, 1};
    // Each user sends every 900 + 100 ms, three of them for ten seconds.
    const auto intents = play(loop, 100ms, 10s);
    EXPECT_EQ(intents.size(), 30U);
    for (std::size_t index = 0; index < intents.size(); ++index) {
        EXPECT_EQ(intents[index].due, Duration{1s} * static_cast<std::int64_t>(index / 3));
    }
}

TEST(ClosedLoop, LetsNewUsersComeAtTheSpawnRate) {
    const Behaviour users = thinking(1h);
    ClosedLoop loop{users, Level{10}, 5, 1};
    const auto intents = play(loop, 0ms, 30min);
    ASSERT_EQ(intents.size(), 10U);
    for (std::size_t user = 0; user < 10; ++user) {
        EXPECT_EQ(intents[user], (Intent{200ms * static_cast<std::int64_t>(user), user, 0}));
    }
}

TEST(ClosedLoop, FollowsTheNumberOfUsersUpAndDown) {
    const Behaviour users = thinking(1s);
    ClosedLoop loop{users, *Level::from_steps({{0s, 2}, {10s, 6}, {20s, 1}, {30s, 4}}), 0, 1};
    std::map<std::int64_t, std::set<std::size_t>> active;  // by the ten seconds
    for (const Intent& intent : play(loop, 0ms, 40s)) {
        active[intent.due / 10s].insert(intent.actor);
    }
    EXPECT_EQ(active[0].size(), 2U);
    EXPECT_EQ(active[1].size(), 6U);
    EXPECT_EQ(active[2].size(), 1U);
    EXPECT_EQ(active[3].size(), 4U);
}

TEST(ClosedLoop, NeverHasTwoRequestsOfOneUser) {
    const Behaviour users = thinking(0s);
    // The number changes far more often than answers come.
    ClosedLoop loop{
        users,
        *Level::from_steps({{0s, 5}, {10ms, 0}, {20ms, 5}, {30ms, 2}, {40ms, 9}, {50ms, 1}, {60ms, 9}}),
        0,
        1
    };
    std::map<std::size_t, Duration> last;
    for (const Intent& intent : play(loop, 100ms, 2s)) {
        if (const auto before = last.find(intent.actor); before != last.end()) {
            EXPECT_GE(intent.due - before->second, Duration{100ms}) << intent.actor;
        }
        last[intent.actor] = intent.due;
    }
    EXPECT_EQ(last.size(), 9U);
}

TEST(ClosedLoop, IsTheSameForOneSeedAndAnotherForAnother) {
    const Behaviour shop = online_boutique();
    const auto history = [&](std::uint64_t seed) {
        ClosedLoop loop{shop, Level{20}, 50, seed};
        return play(loop, 30ms, 10min);
    };
    EXPECT_EQ(history(4), history(4));
    EXPECT_NE(history(4), history(5));
}

TEST(ClosedLoop, DoesNotChangeWhatUsersDoWhenThereAreMoreOfThem) {
    const Behaviour shop = online_boutique();
    const auto of_the_first_five = [&](double number) {
        ClosedLoop loop{shop, Level{number}, 50, 4};
        std::vector<Intent> intents = play(loop, 30ms, 2min);
        std::erase_if(intents, [](const Intent& intent) { return intent.actor >= 5; });
        return intents;
    };
    EXPECT_EQ(of_the_first_five(5), of_the_first_five(50));
}

TEST(ClosedLoop, OffersWhatTheInteractiveResponseTimeLawSays) {
    const Behaviour shop = online_boutique();
    constexpr double kUsers = 200;
    ClosedLoop loop{shop, Level{kUsers}, 0, 8};
    const auto intents = play(loop, 50ms, 1h);
    // X = N × r / (Z + r × R), r requests in a task.
    const double per_task = requests_per_task(shop);
    const double expected = kUsers * per_task / (5.5 + per_task * 0.05) * 3600;
    EXPECT_NEAR(static_cast<double>(intents.size()), expected, expected * 0.01);
}

TEST(ClosedLoop, HasNothingToDoWithoutUsers) {
    const Behaviour users = thinking(1s);
    ClosedLoop loop{users, Level{0}, 50, 1};
    EXPECT_EQ(loop.poll(1h), std::nullopt);
    EXPECT_EQ(loop.next_due(), std::nullopt);
}

}  // namespace
}  // namespace flotilla::load

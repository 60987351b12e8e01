#include "flotilla/load/behaviour.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "support/matchers.hpp"

namespace flotilla::load {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

TEST(OnlineBoutique, HasTheMixOfItsLoadGenerator) {
    const Behaviour users = online_boutique();
    ASSERT_THAT(check(users), IsOk());
    // 28 requests in 19 tasks.
    EXPECT_NEAR(requests_per_task(users), 28.0 / 19, 1e-12);
    const std::vector<double> shares = action_shares(users);
    const std::vector<double> expected{3.0 / 28, 2.0 / 28, 13.0 / 28, 3.0 / 28, 6.0 / 28, 1.0 / 28};
    ASSERT_EQ(shares.size(), expected.size());
    for (std::size_t action = 0; action < shares.size(); ++action) {
        EXPECT_NEAR(shares[action], expected[action], 1e-12) << users.actions[action].name;
    }
    EXPECT_EQ(users.think.mean(), Duration{5500ms});
}

TEST(ThinkTime, IsReadInItsThreeForms) {
    EXPECT_EQ(parse_think_time("2"), (ThinkTime{ThinkTime::Kind::Constant, 2s, 2s}));
    EXPECT_EQ(parse_think_time("1-10"), (ThinkTime{ThinkTime::Kind::Uniform, 1s, 10s}));
    EXPECT_EQ(parse_think_time("100ms-1s"), (ThinkTime{ThinkTime::Kind::Uniform, 100ms, 1s}));
    EXPECT_EQ(parse_think_time("exp:5"), (ThinkTime{ThinkTime::Kind::Exponential, 5s, 5s}));
    for (const char* text : {"", "x", "5-1", "exp:1-2", "-1"}) {
        EXPECT_THAT(parse_think_time(text), FailsWith(ErrorCode::InvalidArgument, testing::_)) << text;
    }
}

TEST(ThinkTime, HasItsMean) {
    RandomStream stream{7};
    for (const ThinkTime think :
         {ThinkTime{ThinkTime::Kind::Constant, 2s, 2s},
          ThinkTime{ThinkTime::Kind::Uniform, 1s, 10s},
          ThinkTime{ThinkTime::Kind::Exponential, 5s, 5s}}) {
        double sum = 0;
        constexpr int kDraws = 40000;
        for (int draw = 0; draw < kDraws; ++draw) {
            sum += static_cast<double>(think.draw(stream).count());
        }
        const double mean = static_cast<double>(think.mean().count());
        // Four standard errors of the exponential, the widest of them.
        EXPECT_NEAR(sum / kDraws, mean, 4 * mean / std::sqrt(kDraws));
    }
}

TEST(DrawIndex, NeverTakesWhatHasNoWeight) {
    RandomStream stream{3};
    std::array<int, 4> counts{};
    for (int draw = 0; draw < 20000; ++draw) {
        ++counts[draw_index(stream, {0, 3, 0, 1})];
    }
    EXPECT_EQ(counts[0], 0);
    EXPECT_EQ(counts[2], 0);
    EXPECT_NEAR(counts[1], 15000, 4 * std::sqrt(20000 * 0.75 * 0.25));
}

Behaviour sound() {
    Behaviour users = one_request("/");
    return users;
}

TEST(CheckOfABehaviour, NamesWhatIsWrong) {
    Behaviour no_tasks = sound();
    no_tasks.tasks.clear();
    EXPECT_THAT(check(no_tasks), FailsWith(ErrorCode::InvalidArgument, HasSubstr("at least one task")));

    Behaviour weightless = sound();
    weightless.tasks[0].weight = 0;
    EXPECT_THAT(check(weightless), FailsWith(ErrorCode::InvalidArgument, HasSubstr("weight above 0")));

    Behaviour negative = sound();
    negative.tasks[0].weight = -1;
    EXPECT_THAT(check(negative), FailsWith(ErrorCode::InvalidArgument, HasSubstr("\"request\"")));

    Behaviour nan = sound();
    nan.tasks[0].weight = NAN;
    EXPECT_THAT(check(nan), FailsWith(ErrorCode::InvalidArgument, HasSubstr("weight")));

    Behaviour lost = sound();
    lost.tasks[0].actions = {7};
    EXPECT_THAT(check(lost), FailsWith(ErrorCode::InvalidArgument, HasSubstr("only such as there are")));

    Behaviour start = sound();
    start.on_start = {1};
    EXPECT_THAT(check(start), FailsWith(ErrorCode::InvalidArgument, HasSubstr("on_start")));

    Behaviour wordless = one_request("/product/{product}");
    EXPECT_THAT(check(wordless), FailsWith(ErrorCode::InvalidArgument, HasSubstr("{product}")));

    Behaviour relative = one_request("index.html");
    EXPECT_THAT(check(relative), FailsWith(ErrorCode::InvalidArgument, HasSubstr("starts with \"/\"")));
}

}  // namespace
}  // namespace flotilla::load

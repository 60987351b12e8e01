#include "flotilla/cluster/node/delay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::cluster::node {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

TEST(Delay, ReadsItsThreeForms) {
    EXPECT_THAT(parse_delay("2s"), IsOkAnd(Delay{ConstantDelay{seconds{2}}}));
    EXPECT_THAT(parse_delay(" constant( 350ms ) "), IsOkAnd(Delay{ConstantDelay{milliseconds{350}}}));
    EXPECT_THAT(parse_delay("uniform(1s,3s)"), IsOkAnd(Delay{UniformDelay{seconds{1}, seconds{3}}}));
    EXPECT_THAT(parse_delay("lognormal(20s, 0.5)"), IsOkAnd(Delay{LognormalDelay{seconds{20}, 0.5}}));
}

TEST(Delay, RefusesEverythingElse) {
    for (const char* text :
         {"",
          "soon",
          "uniform(3s,1s)",
          "uniform(1s)",
          "lognormal(1s,x)",
          "lognormal(1s,-1)",
          "constant(1s",
          "-1s",
          "gamma(1s,2)"}) {
        EXPECT_THAT(parse_delay(text), FailsWith(ErrorCode::InvalidArgument, HasSubstr("is not a delay")))
            << text;
    }
}

TEST(Delay, DrawsWhatItPromises) {
    RandomStream random{1};
    double sum = 0;
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) {
        const Duration uniform = draw(UniformDelay{seconds{1}, seconds{3}}, random, 1);
        ASSERT_TRUE(uniform >= seconds{1} && uniform <= seconds{3});
        const Duration lognormal = draw(LognormalDelay{seconds{2}, 0.5}, random, 1);
        ASSERT_GT(lognormal, Duration{0});
        sum += std::chrono::duration<double>(lognormal).count();
    }
    EXPECT_NEAR(sum / kDraws, 2.0, 0.05);
}

TEST(Delay, IsDividedBySpeed) {
    RandomStream random{1};
    EXPECT_EQ(draw(ConstantDelay{seconds{10}}, random, 100), milliseconds{100});
}

}  // namespace
}  // namespace flotilla::cluster::node

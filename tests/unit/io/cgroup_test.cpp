#include "flotilla/io/cgroup.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "flotilla/io/child.hpp"

#include "support/matchers.hpp"
#include "support/real_world.hpp"

namespace flotilla::io {
namespace {

using namespace std::chrono_literals;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;
using testing_support::RealWorld;

TEST(CfsStatistics, AreReadInTheFormsOfBothVersions) {
    EXPECT_THAT(
        parse_cfs_statistics("usage_usec 9\nuser_usec 8\nsystem_usec 1\nnr_periods 21\nnr_throttled "
                             "20\nthrottled_usec 676432\n"),
        IsOkAnd(testing::Eq(CfsStatistics{21, 20, 676432us}))
    );
    EXPECT_THAT(
        parse_cfs_statistics("nr_periods 21\nnr_throttled 20\nthrottled_time 676432926\nnr_bursts 0\n"),
        IsOkAnd(testing::Eq(CfsStatistics{21, 20, 676432926ns}))
    );
}

TEST(CfsStatistics, AreMissingWhereThereIsNoQuota) {
    for (const char* text : {"", "usage_usec 9\n", "nr_periods x\n", "nr_periods\n"}) {
        EXPECT_THAT(parse_cfs_statistics(text), FailsWith(ErrorCode::InvalidArgument, testing::_)) << text;
    }
}

TEST(CpuGroup, HoldsAProcessToItsQuota) {
    const auto group = CpuGroup::create("flotilla-test-" + std::to_string(::getpid()), 0.2);
    if (!group) {
        GTEST_SKIP() << "this machine does not let us make control groups: " << group.error().message;
    }
    RealWorld world;
    auto child =
        ChildProcess::start(world.executor(), {"/bin/sh", "-c", "echo started; while :; do :; done"});
    ASSERT_THAT(child, IsOk());
    ASSERT_THAT(group->add((*child)->id()), IsOk());
    ASSERT_THAT(world.run((*child)->read_line(world.clock(), 30s)), IsOkAnd(testing::Eq("started")));
    world.run(world.clock().sleep_for(700ms));
    const auto statistics = group->statistics();
    ASSERT_THAT(statistics, IsOk());
    EXPECT_GT(statistics->throttled, 0U);
    EXPECT_GT(statistics->throttled_time, Duration{0});
    EXPECT_LE(statistics->throttled, statistics->periods);
    world.run((*child)->stop(world.clock(), 10s));
}

}  // namespace
}  // namespace flotilla::io

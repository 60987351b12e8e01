#include "flotilla/io/child.hpp"

#include <csignal>

#include <gmock/gmock.h>

#include "support/matchers.hpp"
#include "support/real_world.hpp"

namespace flotilla::io {
namespace {

using namespace std::chrono_literals;
using testing::Eq;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;
using testing_support::RealWorld;

class ChildProcessTest : public testing::Test {
protected:
    std::unique_ptr<ChildProcess> shell(std::string script) {
        auto child = ChildProcess::start(world.executor(), {"/bin/sh", "-c", std::move(script)});
        EXPECT_THAT(child, IsOk());
        return std::move(child).value();
    }
    Result<std::string> line_of(ChildProcess& child, Duration patience = 30s) {
        return world.run(child.read_line(world.clock(), patience));
    }

    RealWorld world;
};

TEST_F(ChildProcessTest, GivesItsLinesOneByOne) {
    const auto child = shell("echo one; echo two; exit 3");
    EXPECT_THAT(line_of(*child), IsOkAnd(Eq("one")));
    EXPECT_THAT(line_of(*child), IsOkAnd(Eq("two")));
    EXPECT_THAT(line_of(*child), FailsWith(ErrorCode::Unavailable, HasSubstr("ended its output")));
    EXPECT_EQ(world.run(child->stop(world.clock(), 30s)), 3);
}

TEST_F(ChildProcessTest, EndsItWithATermSignal) {
    const auto child = shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
    ASSERT_THAT(line_of(*child), IsOk());
    EXPECT_EQ(child->exit_code(), std::nullopt);
    EXPECT_EQ(world.run(child->stop(world.clock(), 30s)), 7);
    EXPECT_EQ(child->exit_code(), 7);
}

TEST_F(ChildProcessTest, KillsItWhenItDoesNotListen) {
    const auto child = shell("trap '' TERM; echo ready; while :; do sleep 0.01; done");
    ASSERT_THAT(line_of(*child), IsOk());
    EXPECT_EQ(world.run(child->stop(world.clock(), 50ms)), 128 + SIGKILL);
}

TEST_F(ChildProcessTest, DoesNotWaitForLinesForEver) {
    const auto child = shell("while :; do sleep 0.01; done");
    EXPECT_THAT(line_of(*child, 50ms), FailsWith(ErrorCode::Unavailable, HasSubstr("nothing in time")));
}

TEST_F(ChildProcessTest, GoesWithItsOwner) {
    pid_t process = 0;
    {
        const auto child = shell("echo ready; while :; do sleep 0.01; done");
        ASSERT_THAT(line_of(*child), IsOk());
        process = child->id();
        EXPECT_EQ(::kill(process, 0), 0);
    }
    EXPECT_EQ(::kill(process, 0), -1);
}

TEST_F(ChildProcessTest, SaysThatThereIsNoSuchProgram) {
    EXPECT_THAT(
        ChildProcess::start(world.executor(), {"/nowhere/program"}),
        FailsWith(ErrorCode::NotFound, HasSubstr("/nowhere/program"))
    );
}

}  // namespace
}  // namespace flotilla::io

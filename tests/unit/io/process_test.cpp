#include "flotilla/io/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/within.hpp"

#include "support/matchers.hpp"
#include "support/real_world.hpp"

namespace flotilla::io {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::RealWorld;

ProcessRequest shell(std::string script) {
    ProcessRequest request;
    request.command = {"/bin/sh", "-c", std::move(script)};
    return request;
}

TEST(RunProcess, GivesBothOutputsAndTheExitCode) {
    RealWorld world;
    const auto output = world.run(run_process(shell("echo out; echo err >&2; exit 7")));
    ASSERT_THAT(output, IsOk());
    EXPECT_EQ(output->out, "out\n");
    EXPECT_EQ(output->err, "err\n");
    EXPECT_EQ(output->exit_code, 7);
}

TEST(RunProcess, PassesOnlyTheGivenVariablesAndNoInput) {
    RealWorld world;
    ProcessRequest request = shell("echo \"$A/$HOME\"; cat");
    request.environment["A"] = "b";
    EXPECT_EQ(world.run(run_process(std::move(request)))->out, "b/\n");
}

TEST(RunProcess, TellsASignalAsShellsDo) {
    RealWorld world;
    EXPECT_EQ(world.run(run_process(shell("kill -KILL $$")))->exit_code, 128 + 9);
}

TEST(RunProcess, TellsWhatCannotBeRun) {
    RealWorld world;
    ProcessRequest request;
    request.command = {"no-such-program"};
    EXPECT_THAT(
        world.run(run_process(std::move(request))),
        FailsWith(ErrorCode::NotFound, HasSubstr("cannot run no-such-program: No such file"))
    );
    request = ProcessRequest{};
    request.command = {"/etc/passwd"};
    EXPECT_THAT(
        world.run(run_process(std::move(request))),
        FailsWith(ErrorCode::Unavailable, HasSubstr("Permission denied"))
    );
}

TEST(RunProcess, TakesLongOutputOnlyUpToItsLimit) {
    RealWorld world;
    EXPECT_EQ(world.run(run_process(shell("head -c 300000 /dev/zero")))->out.size(), 300'000u);
    EXPECT_THAT(
        world.run(run_process(shell("cat /dev/zero"))),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("more than 1048576 bytes"))
    );
}

TEST(RunProcess, IsKilledWhenNobodyWaitsAnyMore) {
    RealWorld world;
    EXPECT_EQ(world.run(within(world.clock(), 50ms, run_process(shell("sleep 1000")))), std::nullopt);
}

}  // namespace
}  // namespace flotilla::io

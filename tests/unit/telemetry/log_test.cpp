#include "flotilla/telemetry/log.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/clock.hpp"
#include "flotilla/telemetry/sinks.hpp"

#include "support/matchers.hpp"

namespace flotilla::telemetry {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using testing_support::FailsWith;
using testing_support::IsOkAnd;
using namespace std::chrono_literals;

enum class Colour { Red };
std::string_view to_string(Colour) {
    return "red";
}

class LoggerTest : public testing::Test {
protected:
    boost::asio::io_context context_;
    io::VirtualClock clock_{context_, WallTime{std::chrono::sys_days{std::chrono::January / 31 / 2026}}};
    MemorySink sink_;
    Logger log_{sink_, clock_};
};

TEST_F(LoggerTest, KeepsMessageAndFieldsApart) {
    log_.info(
        "scaled",
        {{"target", "shop/web"}, {"to", 3}, {"colour", Colour::Red}, {"after", 1500ms}, {"dry", false}}
    );
    ASSERT_THAT(sink_.lines(), SizeIs(1));
    EXPECT_THAT(sink_.lines()[0].message, Eq("scaled"));
    EXPECT_THAT(
        sink_.lines()[0].fields,
        UnorderedElementsAre(
            Pair("target", "shop/web"),
            Pair("to", "3"),
            Pair("colour", "red"),
            Pair("after", "1.5s"),
            Pair("dry", "false")
        )
    );
}

TEST_F(LoggerTest, StampsLinesWithTheWallTimeOfItsClock) {
    log_.info("first");
    clock_.run_for(90s);
    log_.info("second");
    EXPECT_EQ(sink_.lines()[1].time - sink_.lines()[0].time, 90s);
}

TEST_F(LoggerTest, DropsLinesBelowItsLevel) {
    log_.debug("detail");
    EXPECT_THAT(sink_.lines(), IsEmpty());
    const Logger talkative{sink_, clock_, Level::Debug};
    talkative.debug("detail");
    EXPECT_THAT(sink_.lines(), SizeIs(1));
}

TEST_F(LoggerTest, AddsTheFieldsOfItsContextWhichItOwns) {
    Logger child;
    {
        const std::string name = "a name that is too long for the small string buffer";
        child = log_.with({{"controller", name}}).with({{"shard", 2}});
    }
    child.warn("slow", {{"seconds", 2.5}});
    EXPECT_THAT(
        sink_.lines()[0].fields,
        UnorderedElementsAre(
            Pair("controller", "a name that is too long for the small string buffer"),
            Pair("shard", "2"),
            Pair("seconds", "2.5")
        )
    );
}

TEST_F(LoggerTest, WritesErrorsWithTheirCode) {
    log_.error("patch failed", {{"error", Error{ErrorCode::Forbidden, "may not patch deployments/scale"}}});
    EXPECT_THAT(
        sink_.lines()[0].fields,
        UnorderedElementsAre(Pair("error", "Forbidden: may not patch deployments/scale"))
    );
}

TEST(Logger, WithoutASinkDiscards) {
    const Logger log;
    EXPECT_FALSE(log.is_enabled(Level::Error));
    log.error("nobody listens");
}

TEST(LogLevel, ReadsItsOwnNamesAndNoOther) {
    EXPECT_THAT(parse_level("warn"), IsOkAnd(Eq(Level::Warn)));
    EXPECT_THAT(
        parse_level("loud"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("debug, info, warn or error"))
    );
}

}  // namespace
}  // namespace flotilla::telemetry

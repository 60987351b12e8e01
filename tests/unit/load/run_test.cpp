#include "flotilla/load/run.hpp"

#include <gmock/gmock.h>

#include "flotilla/io/http/loopback.hpp"
#include "flotilla/load/closed_loop.hpp"
#include "flotilla/load/open_loop.hpp"
#include "flotilla/load/report.hpp"
#include "flotilla/load/transport_sender.hpp"

#include "support/matchers.hpp"
#include "support/virtual_world.hpp"

namespace flotilla::load {
namespace {

using namespace std::chrono_literals;
using testing_support::IsOk;
using testing_support::VirtualWorld;

/// Answers after 10 ms; stands still from `stall_from` to `stall_to`.
class Stalling final : public io::http::Handler {
public:
    Stalling(io::Clock& clock, Duration stall_from, Duration stall_to)
        : clock_{clock}, stall_from_{clock.now() + stall_from}, stall_to_{clock.now() + stall_to} {}

    asio::awaitable<void> handle(io::http::Request, io::http::ResponseWriter& writer) override {
        if (clock_.now() >= stall_from_ && clock_.now() < stall_to_) {
            co_await clock_.sleep_until(stall_to_);
        }
        co_await clock_.sleep_for(10ms);
        io::http::Response response{200};
        co_await writer.send(std::move(response));
    }

private:
    io::Clock& clock_;
    TimePoint stall_from_;
    TimePoint stall_to_;
};

RunOptions exact(Duration length) {
    RunOptions options;
    options.length = length;
    options.quantum = Duration{0};
    return options;
}

struct Played {
    Result<Record> record = fail(ErrorCode::Internal, "it has not run");
    std::string csv;
};

Played play(Source& source, VirtualWorld& world, io::http::Handler& handler, RunOptions options) {
    io::http::LoopbackTransport transport{handler, world.clock(), world.executor()};
    TransportSender sender{world.executor(), world.clock(), transport, 20s};
    load::Run run{
        world.executor(), world.clock(), source, sender, {"a", "b", "c", "d", "e", "f"}, std::move(options)
    };
    Played played;
    played.record = world.run(run());
    played.csv = played.record ? to_csv(*played.record) : "";
    return played;
}

TEST(Run, MeasuresFromTheIntendedStartWhenTheServerStandsStill) {
    VirtualWorld world;
    Stalling server{world.clock(), 4s, 6s};
    const Behaviour users = one_request("/");
    OpenLoop source{users, Level{100}, OpenLoop::Spacing::Even, 1, 1};
    const auto played = play(source, world, server, exact(10s));
    ASSERT_THAT(played.record, IsOk());
    const Tally total = played.record->total();
    EXPECT_EQ(total.good, total.sent);
    // 200 of 1000 requests meet the two seconds; they wait from 2 s down to nothing.
    EXPECT_NEAR(static_cast<double>(total.latency.percentile(90).count()), 1e9, 3e7);
    EXPECT_NEAR(static_cast<double>(total.latency.percentile(50).count()), 1e7, 1e4);
    EXPECT_EQ(total.latency.max(), Duration{2010ms});
}

TEST(Run, WaitsForTheLastAnswers) {
    VirtualWorld world;
    Stalling server{world.clock(), 9s, 15s};
    const Behaviour users = one_request("/");
    OpenLoop source{users, Level{10}, OpenLoop::Spacing::Even, 1, 1};
    const auto played = play(source, world, server, exact(10s));
    ASSERT_THAT(played.record, IsOk());
    const Tally total = played.record->total();
    EXPECT_EQ(total.sent, 99U);  // the hundredth would be due at the end
    EXPECT_EQ(total.good, 99U);
    EXPECT_EQ(played.record->length, Duration{10s});
}

TEST(Run, CountsWhatNeverCameBackAsFailed) {
    VirtualWorld world;
    Stalling server{world.clock(), 5s, 1h};
    const Behaviour users = one_request("/");
    OpenLoop source{users, Level{10}, OpenLoop::Spacing::Even, 1, 1};
    const auto played = play(source, world, server, exact(10s));
    ASSERT_THAT(played.record, IsOk());
    const Tally total = played.record->total();
    EXPECT_EQ(total.sent, total.good + total.failed());
    EXPECT_EQ(
        total.by_failure[static_cast<std::size_t>(Failure::Timeout)] +
            total.by_failure[static_cast<std::size_t>(Failure::Abandoned)],
        50U
    );
}

TEST(Run, IsTheSameFromOneSeedToTheLastFigure) {
    const Behaviour shop = online_boutique();
    const auto history = [&](std::uint64_t seed) {
        VirtualWorld world;
        Stalling server{world.clock(), 100s, 103s};
        ClosedLoop source{shop, *Level::from_steps({{0s, 50}, {60s, 200}, {120s, 20}}), 50, seed};
        return play(source, world, server, exact(180s)).csv;
    };
    EXPECT_EQ(history(1), history(1));
    EXPECT_NE(history(1), history(2));
}

TEST(Run, StopsEarlyWhenAsked) {
    VirtualWorld world;
    Stalling server{world.clock(), 1h, 1h};
    const Behaviour users = one_request("/");
    OpenLoop source{users, Level{10}, OpenLoop::Spacing::Even, 1, 1};
    RunOptions options = exact(1h);
    load::Run* running = nullptr;
    options.on_interval = [&](const Interval& interval) {
        if (interval.from + interval.length >= 5s) {
            running->stop();
        }
    };
    io::http::LoopbackTransport transport{server, world.clock(), world.executor()};
    TransportSender sender{world.executor(), world.clock(), transport, 20s};
    load::Run run{world.executor(), world.clock(), source, sender, {"a"}, std::move(options)};
    running = &run;
    const auto record = world.run(run());
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ(record->length, Duration{5s});
    EXPECT_EQ(record->total().sent, record->total().ended());
}

}  // namespace
}  // namespace flotilla::load

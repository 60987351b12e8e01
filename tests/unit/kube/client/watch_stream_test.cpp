#include "flotilla/kube/client/watch_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/client/client.hpp"

#include "support/fake_transport.hpp"
#include "support/matchers.hpp"
#include "support/virtual_world.hpp"

namespace flotilla::kube {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::FakeTransport;
using testing_support::IsOk;
using testing_support::VirtualWorld;

const ResourceType kPods{"", "v1", "pods", "Pod", true};

std::string event(std::string_view type, std::string_view name) {
    return fmt::format(
        "{{\"type\":\"{}\",\"object\":{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"{}"
        "\"}}}}}}\n",
        type,
        name
    );
}

/// The events of a watch as text, and how it ended.
struct Seen {
    std::vector<std::string> events;
    Result<void> end;
};

asio::awaitable<Seen> read_events(Client& client, WatchOptions options) {
    Seen seen;
    auto watch = co_await client.watch(kPods, "shop", options);
    if (!watch) {
        seen.end = tl::unexpected<Error>{watch.error()};
        co_return seen;
    }
    while (true) {
        auto next = co_await (*watch)->next();
        if (!next) {
            seen.end = tl::unexpected<Error>{next.error()};
            co_return seen;
        }
        if (!*next) {
            co_return seen;
        }
        seen.events.push_back(fmt::format("{} {}", to_string((*next)->type), (*next)->object->name()));
    }
}

class WatchStreamTest : public testing::Test {
protected:
    Seen watch(std::vector<std::string> pieces, std::optional<Error> broken = std::nullopt) {
        FakeTransport::Answer answer;
        answer.pieces = std::move(pieces);
        answer.broken = std::move(broken);
        transport.answer(std::move(answer));
        return world.run(read_events(client, WatchOptions{}));
    }

    VirtualWorld world;
    FakeTransport transport;
    Client client{transport, world.clock()};
};

TEST_F(WatchStreamTest, DeliversEventsUntilTheServerEndsThem) {
    const Seen seen = watch({event("ADDED", "a") + event("MODIFIED", "a"), event("DELETED", "a")});
    EXPECT_THAT(seen.end, IsOk());
    EXPECT_THAT(seen.events, ElementsAre("ADDED a", "MODIFIED a", "DELETED a"));
    EXPECT_EQ(transport.last().target, "/api/v1/namespaces/shop/pods?watch=true&allowWatchBookmarks=true");
}

TEST_F(WatchStreamTest, DoesNotCareWhereTheBytesAreSplit) {
    const std::string text = event("ADDED", "a") + event("BOOKMARK", "") + event("MODIFIED", "b");
    for (std::size_t size = 1; size <= text.size(); ++size) {
        std::vector<std::string> pieces;
        for (std::size_t i = 0; i < text.size(); i += size) {
            pieces.push_back(text.substr(i, size));
        }
        const Seen seen = watch(std::move(pieces));
        EXPECT_THAT(seen.end, IsOk()) << size;
        EXPECT_THAT(seen.events, ElementsAre("ADDED a", "BOOKMARK ", "MODIFIED b")) << size;
    }
}

TEST_F(WatchStreamTest, AsksForInitialEventsAsTheServerWantsIt) {
    transport.answer(200, "");
    WatchOptions options;
    options.resource_version = "5";
    options.send_initial_events = true;
    options.timeout = std::chrono::milliseconds{1500};
    options.label_selector = "a=b";
    world.run(read_events(client, options));
    EXPECT_EQ(
        transport.last().target,
        "/api/v1/namespaces/shop/"
        "pods?watch=true&labelSelector=a%3Db&resourceVersion=5&allowWatchBookmarks=true"
        "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=2"
    );
}

TEST_F(WatchStreamTest, TurnsAnErrorEventIntoItsError) {
    const Seen seen = watch(
        {event("ADDED", "a") +
         "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\","
         "\"message\":\"too old resource version: 1 (5)\",\"reason\":\"Expired\",\"code\":410}}\n"}
    );
    EXPECT_THAT(seen.events, ElementsAre("ADDED a"));
    EXPECT_THAT(
        seen.end,
        FailsWith(
            ErrorCode::Expired, AllOf(HasSubstr("watch pods in namespace shop: "), HasSubstr("too old"))
        )
    );
}

TEST_F(WatchStreamTest, FailsAtOnceWhenTheServerRefuses) {
    transport.answer(
        410,
        R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410})"
    );
    const Seen seen = world.run(read_events(client, WatchOptions{}));
    EXPECT_THAT(seen.end, FailsWith(ErrorCode::Expired, HasSubstr("too old")));
}

TEST_F(WatchStreamTest, TellsABrokenWatchFromAnEndedOne) {
    const Seen cut = watch({event("ADDED", "a"), event("ADDED", "b").substr(0, 20)});
    EXPECT_THAT(cut.events, ElementsAre("ADDED a"));
    EXPECT_THAT(cut.end, FailsWith(ErrorCode::Unavailable, HasSubstr("watch pods in namespace shop: ")));
    const Seen broken = watch({event("ADDED", "a")}, Error{ErrorCode::Unavailable, "reset", std::nullopt});
    EXPECT_THAT(broken.events, ElementsAre("ADDED a"));
    EXPECT_THAT(broken.end, FailsWith(ErrorCode::Unavailable, "watch pods in namespace shop: reset"));
}

TEST_F(WatchStreamTest, EndsWithAnErrorOnWhatIsNoEvent) {
    EXPECT_THAT(watch({"hello\n"}).end, FailsWith(ErrorCode::InvalidArgument, HasSubstr("watch pods")));
    EXPECT_THAT(
        watch({"{\"type\":\"NEWS\",\"object\":{}}\n"}).end,
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("NEWS"))
    );
}

}  // namespace
}  // namespace flotilla::kube

#include "flotilla/io/http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "flotilla/io/within.hpp"

#include "support/certificates.hpp"
#include "support/matchers.hpp"
#include "unit/io/http/http_world.hpp"
#include "unit/io/http/raw_client.hpp"

namespace flotilla::io::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::FailsWith;

asio::awaitable<std::string> talk(RawClient& client, std::string_view request) {
    co_await client.send(request);
    co_return co_await client.read_to_end();
}

/// What the server answers to these bytes, up to the end of the connection.
std::string answer_to(HttpWorld& http, std::string_view request) {
    RawClient client{http.world.executor(), http.server->port()};
    return http.world.run(talk(client, request));
}

TEST(Server, AnswersARequestAndKeepsTheConnection) {
    HttpWorld http;
    const std::string answer = answer_to(
        http,
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
        "GET /echo?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    );
    EXPECT_EQ(
        answer,
        "HTTP/1.1 200 OK\r\nX-Method: POST\r\nX-Target: /echo\r\nX-Subject: none\r\nContent-Length: "
        "5\r\n\r\nhello"
        "HTTP/1.1 200 OK\r\nX-Method: GET\r\nX-Target: /echo?x=1\r\nX-Subject: none\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n"
    );
}

TEST(Server, StreamsInChunksAndUntilTheEndForOldClients) {
    HttpWorld http;
    EXPECT_THAT(
        answer_to(http, "GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        HasSubstr("\r\n\r\n4\r\none\n\r\n4\r\ntwo\n\r\n6\r\nthree\n\r\n0\r\n\r\n")
    );
    EXPECT_THAT(
        answer_to(http, "GET /stream HTTP/1.0\r\n\r\n"),
        AllOf(HasSubstr("Connection: close\r\n\r\none\ntwo\nthree\n"), Not(HasSubstr("chunked")))
    );
}

TEST(Server, SendsNoBodyToHead) {
    HttpWorld http;
    EXPECT_THAT(
        answer_to(http, "HEAD /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        testing::EndsWith("\r\n\r\n")
    );
}

TEST(Server, TakesChunkedBodies) {
    HttpWorld http;
    EXPECT_THAT(
        answer_to(
            http,
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
        ),
        testing::EndsWith("\r\n\r\nabc0123456789")
    );
}

asio::awaitable<std::string> expect_continue(RawClient& client) {
    co_await client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: "
        "close\r\n\r\n"
    );
    std::string seen = co_await client.read_until("\r\n\r\n");
    co_await client.send("hi");
    seen += co_await client.read_to_end();
    co_return seen;
}

TEST(Server, TellsAWaitingClientToContinue) {
    HttpWorld http;
    RawClient client{http.world.executor(), http.server->port()};
    EXPECT_THAT(
        http.world.run(expect_continue(client)),
        AllOf(StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), testing::EndsWith("\r\n\r\nhi"))
    );
}

asio::awaitable<std::string> talk_by_byte(RawClient& client, std::string_view request) {
    for (std::size_t i = 0; i < request.size(); ++i) {
        co_await client.send(request.substr(i, 1));
    }
    co_return co_await client.read_to_end();
}

TEST(Server, DoesNotCareWhereTheBytesAreSplit) {
    HttpWorld http;
    RawClient client{http.world.executor(), http.server->port()};
    constexpr std::string_view kRequests =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    EXPECT_THAT(
        http.world.run(talk_by_byte(client, kRequests)),
        AllOf(HasSubstr("\r\n\r\nabcHTTP/1.1 200 OK\r\n"), testing::EndsWith("Connection: close\r\n\r\n"))
    );
}

struct Malformed {
    std::string_view name;
    std::string request;
    std::string_view status;
};
class ServerRefuses : public testing::TestWithParam<Malformed> {};
TEST_P(ServerRefuses, AndCloses) {
    ServerOptions options;
    options.max_header_bytes = 4096;
    options.max_body_bytes = 1000;
    HttpWorld http{options};
    RawClient client{http.world.executor(), http.server->port()};
    http.world.run(client.send(GetParam().request));
    client.shutdown_send();
    const std::string answer = http.world.run(client.read_to_end());
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::string{GetParam().status})) << GetParam().name;
    EXPECT_THAT(answer, HasSubstr("Connection: close")) << GetParam().name;
    EXPECT_EQ(http.handler.requests, 0) << GetParam().name;
}
INSTANTIATE_TEST_SUITE_P(
    Hostile,
    ServerRefuses,
    testing::Values(
        Malformed{"no HTTP", "\x16\x03\x01 what is this\r\n\r\n", "400"},
        Malformed{"no host", "GET / HTTP/1.1\r\n\r\n", "400"},
        Malformed{"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
        Malformed{
            "length and chunks",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "400"
        },
        Malformed{
            "chunks and length",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            "400"
        },
        Malformed{
            "two lengths",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            "400"
        },
        Malformed{
            "the same length twice",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
            "400"
        },
        Malformed{"negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"},
        Malformed{"signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", "400"},
        Malformed{
            "an encoding behind chunked",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
            "501"
        },
        Malformed{
            "chunked twice",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
            "chunked\r\n\r\n0\r\n\r\n",
            "400"
        },
        Malformed{
            "chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"
        },
        Malformed{
            "chunk size without digits",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "400"
        },
        Malformed{
            "chunk size beyond 64 bits",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n",
            "400"
        },
        Malformed{
            "chunk longer than it says",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
            "400"
        },
        Malformed{"space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
        Malformed{"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", "505"},
        Malformed{"a future version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505"},
        Malformed{"no path", "GET nonsense HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        Malformed{"zero byte in a field", "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n"s, "400"},
        Malformed{
            "long header", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(5000, 'x') + "\r\n\r\n", "431"
        },
        Malformed{"long target", "GET /" + std::string(5000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "431"},
        Malformed{
            "long body",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'),
            "413"
        },
        Malformed{
            "long body in chunks",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n200\r\n" +
                std::string(512, 'x') + "\r\n200\r\n" + std::string(512, 'x') + "\r\n0\r\n\r\n",
            "413"
        }
    )
);

TEST(Server, SurvivesClientsThatLeaveInTheMiddle) {
    HttpWorld http;
    for (const char* part :
         {"", "GE", "GET / HTTP/1.1\r\n", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab"}) {
        RawClient client{http.world.executor(), http.server->port()};
        http.world.run(client.send(part));
        client.close();
    }
    EXPECT_THAT(
        answer_to(http, "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), HasSubstr("200 OK")
    );
    EXPECT_EQ(http.handler.requests, 1);
}

TEST(Server, CancelsTheHandlerWhenItsClientGoesAway) {
    HttpWorld http;
    RawClient client{http.world.executor(), http.server->port()};
    http.world.run(client.send("GET /hang HTTP/1.1\r\nHost: a\r\n\r\n"));
    http.world.run(http.handler.busy());
    client.close();
    http.world.run(http.handler.idle());
    EXPECT_EQ(http.handler.requests, 1);
}

TEST(Server, MakesAFastHandlerWaitForASlowClient) {
    ServerOptions options;
    options.write_timeout = 300ms;
    HttpWorld http{options};
    RawClient client{http.world.executor(), http.server->port()};
    http.world.run(client.send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n"));
    http.world.run(http.handler.busy());
    http.world.run(http.handler.idle());  // the client never reads: the write timeout ends it
    EXPECT_LT(http.handler.flooded, std::size_t{32} << 20);
}

TEST(Server, ClosesConnectionsThatStayIdleOrSendTooSlowly) {
    ServerOptions options;
    options.idle_timeout = 50ms;
    options.receive_timeout = 50ms;
    HttpWorld http{options};
    EXPECT_EQ(answer_to(http, ""), "");
    EXPECT_EQ(answer_to(http, "GET /echo HT"), "");
    EXPECT_THAT(answer_to(http, "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 200 OK"));
}

TEST(Server, SaysSoWhenAHandlerGivesNoAnswer) {
    HttpWorld http;
    EXPECT_THAT(
        answer_to(http, "GET /silent HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        StartsWith("HTTP/1.1 500 Internal Server Error\r\n")
    );
}

TEST(Server, LosesOneAnswerToAHandlerThatThrows) {
    std::vector<std::string> defects;
    ServerOptions options;
    options.on_defect = [&](std::string_view what) { defects.emplace_back(what); };
    HttpWorld http{options};
    const std::string answer = answer_to(
        http,
        "GET /throw HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /throw-late HTTP/1.1\r\nHost: a\r\n\r\n"
    );
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    EXPECT_THAT(answer, HasSubstr("the handler failed\nHTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, testing::EndsWith("e\r\nhalf an answer\r\n"));  // cut off: no last chunk
    EXPECT_THAT(defects, testing::Each("no such key"));
    EXPECT_EQ(defects.size(), 2U);
}

/// As long as it lives, no further descriptor can be opened.
class NoMoreDescriptors {
public:
    NoMoreDescriptors() {
        EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
        const int lowest_free = ::dup(STDERR_FILENO);
        ::close(lowest_free);
        rlimit now = before_;
        now.rlim_cur = static_cast<rlim_t>(lowest_free);
        EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &now), 0);
    }
    ~NoMoreDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoMoreDescriptors(const NoMoreDescriptors&) = delete;
    NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;

private:
    rlimit before_{};
};

TEST(Server, TakesConnectionsAgainOnceThereAreDescriptorsForThem) {
    HttpWorld http;
    RawClient client{http.world.executor(), http.server->port()};
    {
        const NoMoreDescriptors limit;
        http.world.run(client.send("GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        auto reading = client.read_to_end();
        EXPECT_FALSE(http.world.run(within(http.world.clock(), 30ms, std::move(reading))));
    }
    EXPECT_THAT(http.world.run(client.read_to_end()), StartsWith("HTTP/1.1 200 OK"));
}

asio::awaitable<std::string> slow_then_stop(HttpWorld& http, RawClient& client) {
    co_await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    co_await http.handler.busy();
    co_await http.server->stop(10s);
    co_return co_await client.read_to_end();
}

TEST(Server, LetsRequestsUnderWayEndWhenItStops) {
    HttpWorld http;
    RawClient client{http.world.executor(), http.server->port()};
    EXPECT_THAT(http.world.run(slow_then_stop(http, client)), StartsWith("HTTP/1.1 200 OK"));
    EXPECT_EQ(http.server->connection_count(), 0u);
}

TEST(Server, SaysWhyItCannotListen) {
    HttpWorld http;
    ServerOptions options;
    options.port = http.server->port();
    const auto taken = Server::start(http.world.executor(), http.world.clock(), http.handler, options);
    EXPECT_THAT(
        taken,
        FailsWith(
            ErrorCode::Unavailable, AllOf(HasSubstr("cannot listen on 127.0.0.1:"), HasSubstr("in use"))
        )
    );
    options.address = "no address";
    const auto bad = Server::start(http.world.executor(), http.world.clock(), http.handler, options);
    EXPECT_THAT(bad, FailsWith(ErrorCode::InvalidArgument, HasSubstr("\"no address\" is not an address")));
}

}  // namespace
}  // namespace flotilla::io::http

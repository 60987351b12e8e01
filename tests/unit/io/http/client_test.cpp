#include "flotilla/io/http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/task_group.hpp"

#include "support/certificates.hpp"
#include "support/matchers.hpp"
#include "unit/io/http/http_world.hpp"
#include "unit/io/http/scripted_server.hpp"

namespace flotilla::io::http {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::RealWorld;

asio::awaitable<Result<std::string>> read_all(HttpTransport& transport, std::string target) {
    Request request{"GET", std::move(target)};
    FLOTILLA_CO_TRY(auto response, co_await transport.open(std::move(request)));
    std::string body;
    while (true) {
        FLOTILLA_CO_TRY(const std::string piece, co_await response.body->read());
        if (piece.empty()) {
            co_return body;
        }
        body += piece;
    }
}

TEST(HttpTransport, BringsAnswersBackOnOneConnection) {
    HttpWorld http;
    const auto transport = http.transport();
    for (int i = 0; i < 3; ++i) {
        Request request{"POST", "/echo?i=1"};
        request.body = "hello";
        const auto response = http.world.run(transport->round_trip(std::move(request)));
        ASSERT_THAT(response, IsOk());
        EXPECT_EQ(response->status, 200);
        EXPECT_EQ(response->headers.find("x-target"), "/echo?i=1");
        EXPECT_EQ(response->body, "hello");
    }
    EXPECT_EQ(http.server->connection_count(), 1u);
    EXPECT_EQ(transport->idle_connection_count(), 1u);
}

TEST(HttpTransport, ReadsStreamsAndKeepsTheirConnection) {
    HttpWorld http;
    const auto transport = http.transport();
    EXPECT_THAT(
        http.world.run(read_all(*transport, "/stream")),
        testing_support::IsOkAnd(std::string{"one\ntwo\nthree\n"})
    );
    EXPECT_EQ(transport->idle_connection_count(), 1u);
}

TEST(HttpTransport, EndsTheExchangeWhenTheStreamIsDestroyed) {
    HttpWorld http;
    const auto transport = http.transport();
    {
        Request request{"GET", "/flood"};
        auto response = http.world.run(transport->open(std::move(request)));
        ASSERT_THAT(response, IsOk());
        EXPECT_THAT(http.world.run(response->body->read()), IsOk());
    }
    http.world.run(http.handler.idle());
    EXPECT_EQ(transport->idle_connection_count(), 0u);
}

TEST(HttpTransport, PutsTheServersPathBeforeEveryTarget) {
    HttpWorld http;
    HttpTransportOptions options = http.transport_options();
    options.server.path = "/k8s/c1";
    HttpTransport transport{http.world.clock(), options};
    Request request{"GET", "/echo"};
    const auto response = http.world.run(transport.round_trip(std::move(request)));
    EXPECT_EQ(response->headers.find("x-target"), "/k8s/c1/echo");
}

TEST(HttpTransport, GivesUpAtTheDeadline) {
    HttpWorld http;
    const auto transport = http.transport();
    Request request{"GET", "/hang"};
    request.timeout = 30ms;
    EXPECT_THAT(
        http.world.run(transport->round_trip(std::move(request))),
        FailsWith(
            ErrorCode::DeadlineExceeded,
            AllOf(HasSubstr("no answer from 127.0.0.1:"), HasSubstr("within 30ms"))
        )
    );
    http.world.run(http.handler.idle());
    EXPECT_EQ(transport->idle_connection_count(), 0u);
}

TEST(HttpTransport, NamesTheServerThatItCannotReach) {
    HttpWorld http;
    HttpTransportOptions options = http.transport_options();
    http.world.run(http.server->stop(Duration{0}));
    HttpTransport transport{http.world.clock(), options};
    Request request{"GET", "/"};
    EXPECT_THAT(
        http.world.run(transport.round_trip(std::move(request))),
        FailsWith(
            ErrorCode::Unavailable,
            "cannot reach 127.0.0.1:" + std::to_string(options.server.port) + ": Connection refused"
        )
    );
}

/// What a request gets from a server that plays one script a connection.
class HttpTransportAgainstScript : public testing::Test {
protected:
    Result<Response> round_trip(std::string method, std::vector<ScriptedServer::Script> scripts) {
        server_.emplace(world_.executor(), std::move(scripts));
        HttpTransportOptions options;
        options.server = parse_url(server_->url()).value();
        transport_.emplace(world_.clock(), options);
        return again(std::move(method));
    }
    Result<Response> again(std::string method) {
        Request request{std::move(method), "/"};
        request.timeout = 5s;
        return world_.run(transport_->round_trip(std::move(request)));
    }

    RealWorld world_;
    std::optional<ScriptedServer> server_;
    std::optional<HttpTransport> transport_;
};

TEST_F(HttpTransportAgainstScript, ReplacesAConnectionThatTheServerClosed) {
    const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    ASSERT_THAT(round_trip("GET", {{ok}, {ok}}), IsOk());
    ASSERT_THAT(again("POST"), IsOk());  // found closed before a byte was sent
    EXPECT_EQ(server_->connections(), 2u);
}

TEST_F(HttpTransportAgainstScript, RepeatsAReadOnAConnectionThatDiesUnderIt) {
    const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    ASSERT_THAT(round_trip("GET", {{ok, ""}, {ok}}), IsOk());
    EXPECT_THAT(again("GET"), IsOk());
    EXPECT_EQ(server_->connections(), 2u);
}

TEST_F(HttpTransportAgainstScript, DoesNotRepeatAWriteThatMayHaveBeenDone) {
    const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    ASSERT_THAT(round_trip("GET", {{ok, ""}, {ok}}), IsOk());
    EXPECT_THAT(again("POST"), FailsWith(ErrorCode::Unavailable, HasSubstr("before an answer")));
    EXPECT_EQ(server_->connections(), 1u);
}

TEST_F(HttpTransportAgainstScript, SkipsInterimAnswers) {
    const auto response = round_trip(
        "GET",
        {{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
          "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nhi"}}
    );
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->status, 201);
    EXPECT_EQ(response->body, "hi");
}

TEST_F(HttpTransportAgainstScript, ReadsBodiesUpToTheEndOfTheConnection) {
    const auto response = round_trip("GET", {{"HTTP/1.0 200 OK\r\n\r\nuntil the end"}});
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->body, "until the end");
    EXPECT_EQ(transport_->idle_connection_count(), 0u);
}

TEST_F(HttpTransportAgainstScript, TellsAnswersThatBreakOff) {
    for (const char* part :
         {"HTTP/1.1 200",
          "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
        EXPECT_THAT(
            round_trip("GET", {{part}}), FailsWith(ErrorCode::Unavailable, HasSubstr("in the middle"))
        ) << part;
    }
}

TEST_F(HttpTransportAgainstScript, TellsAnswersThatAreNoHttp) {
    EXPECT_THAT(
        round_trip("GET", {{"SSH-2.0-OpenSSH_9.2\r\n"}}),
        FailsWith(ErrorCode::Unavailable, AllOf(HasSubstr("127.0.0.1:"), HasSubstr("broke off: bad")))
    );
    EXPECT_THAT(
        round_trip("GET", {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}}),
        FailsWith(ErrorCode::Unavailable, HasSubstr("bad chunk"))
    );
}

TEST_F(HttpTransportAgainstScript, DoesNotCareWhereAnAnswerIsSplit) {
    const std::string answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    for (std::size_t i = 1; i < answer.size(); ++i) {
        const auto response =
            round_trip("GET", {{answer.substr(0, i), ScriptedServer::kPause, answer.substr(i)}});
        ASSERT_THAT(response, IsOk()) << i;
        EXPECT_EQ(response->body, "abcde") << i;
    }
}

TEST_F(HttpTransportAgainstScript, TunnelsThroughAnHttpProxy) {
    HttpTransportOptions options;
    server_.emplace(
        world_.executor(),
        std::vector<ScriptedServer::Script>{
            {"HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"},
            {"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"}
        }
    );
    options.server = parse_url("https://example.invalid:6443").value();
    options.proxy = parse_url(server_->url()).value();
    options.proxy->user_info = "me:secret";
    HttpTransport transport{world_.clock(), options};
    Request request{"GET", "/"};
    // The script speaks no TLS, so the handshake fails after the tunnel is there.
    EXPECT_THAT(
        world_.run(transport.round_trip(request)),
        FailsWith(
            ErrorCode::Unavailable, HasSubstr("cannot reach example.invalid:6443: TLS handshake failed")
        )
    );
    EXPECT_THAT(
        server_->received(0),
        HasSubstr("CONNECT example.invalid:6443 HTTP/1.1\r\nHost: example.invalid:6443\r\n"
                  "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n")
    );
    EXPECT_THAT(
        world_.run(transport.round_trip(request)),
        FailsWith(
            ErrorCode::Unavailable, AllOf(HasSubstr("by the proxy 127.0.0.1:"), HasSubstr("it answered 407"))
        )
    );
}

TEST_F(HttpTransportAgainstScript, NamesTheWholeUrlToAProxyOfPlainHttp) {
    HttpTransportOptions options;
    server_.emplace(
        world_.executor(),
        std::vector<ScriptedServer::Script>{{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"}}
    );
    options.server = parse_url("http://example.invalid:8001").value();
    options.proxy = parse_url(server_->url()).value();
    HttpTransport transport{world_.clock(), options};
    Request request{"GET", "/version"};
    EXPECT_THAT(world_.run(transport.round_trip(request)), IsOk());
    EXPECT_THAT(
        server_->received(0), testing::StartsWith("GET http://example.invalid:8001/version HTTP/1.1\r\n")
    );
}

TEST_F(HttpTransportAgainstScript, GoesThroughASocksProxy) {
    HttpTransportOptions options;
    const std::string granted{"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50", 10};
    const std::string unreachable{"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00", 10};
    const std::string no_login{"\x05\x00", 2};
    server_.emplace(
        world_.executor(),
        std::vector<ScriptedServer::Script>{
            {no_login, granted, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"}, {no_login, unreachable}
        }
    );
    options.server = parse_url("http://example.invalid:80").value();
    options.proxy = parse_url(server_->url()).value();
    options.proxy->scheme = "socks5";
    options.max_idle_connections = 0;
    HttpTransport transport{world_.clock(), options};
    Request request{"GET", "/"};
    EXPECT_THAT(world_.run(transport.round_trip(request)), IsOk());
    const std::string asked{
        "\x05\x01\x00\x05\x01\x00\x03\x0f"
        "example.invalid"
        "\x00\x50",
        25
    };
    EXPECT_THAT(server_->received(0), testing::StartsWith(asked));
    EXPECT_THAT(
        world_.run(transport.round_trip(request)),
        FailsWith(ErrorCode::Unavailable, HasSubstr("host unreachable"))
    );
}

}  // namespace
}  // namespace flotilla::io::http

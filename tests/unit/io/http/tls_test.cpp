#include "flotilla/io/http/tls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificates.hpp"
#include "support/matchers.hpp"
#include "unit/io/http/http_world.hpp"
#include "unit/io/http/raw_client.hpp"

namespace flotilla::io::http {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::TestAuthority;

class Tls : public testing::Test {
protected:
    static ServerOptions server_options(const KeyPair& pair, const std::string& client_ca = "") {
        ServerOptions options;
        options.tls = TlsServerOptions{pair.certificate, pair.key, client_ca};
        return options;
    }
    TlsClientOptions trusting() const {
        TlsClientOptions options;
        options.ca = authority.certificate();
        return options;
    }
    static Result<Response> ask(
        HttpWorld& http, const TlsClientOptions& tls, Request request = Request{"GET", "/echo"}
    ) {
        const auto transport = http.transport(std::make_shared<FixedTls>(tls));
        return http.world.run(transport->round_trip(std::move(request)));
    }

    const TestAuthority authority;
};

TEST_F(Tls, CarriesBodiesOfAnySizeBothWays) {
    HttpWorld http{server_options(authority.server())};
    for (const std::size_t size : {0, 1, 16'000, 16'384, 16'385, 1'000'000}) {
        Request request{"POST", "/echo"};
        for (std::size_t i = 0; i < size; ++i) {
            request.body += static_cast<char>('a' + i % 23);
        }
        const std::string body = request.body;
        const auto response = ask(http, trusting(), std::move(request));
        ASSERT_THAT(response, IsOk()) << size;
        EXPECT_EQ(response->body, body) << size;
    }
}

TEST_F(Tls, KeepsConnectionsForFurtherRequests) {
    HttpWorld http{server_options(authority.server())};
    const auto transport = http.transport(std::make_shared<FixedTls>(trusting()));
    for (int i = 0; i < 3; ++i) {
        Request request{"GET", "/stream"};
        ASSERT_THAT(http.world.run(transport->round_trip(std::move(request))), IsOk());
    }
    EXPECT_EQ(http.server->connection_count(), 1u);
}

TEST_F(Tls, TellsTheHandlerWhoseCertificateWasShown) {
    HttpWorld http{server_options(authority.server(), authority.certificate())};
    TlsClientOptions options = trusting();
    const KeyPair pair = authority.client("admin", {"system:masters", "ops"});
    options.certificate = pair.certificate;
    options.key = pair.key;
    EXPECT_EQ(ask(http, options)->headers.find("x-subject"), "CN=admin,O=ops,O=system:masters");
}

TEST_F(Tls, LetsClientsInWhoShowNoGoodCertificateButKnowsNoSubjectOfThem) {
    HttpWorld http{server_options(authority.server(), authority.certificate())};
    EXPECT_EQ(ask(http, trusting())->headers.find("x-subject"), "none");
    TlsClientOptions stranger = trusting();
    const KeyPair pair = TestAuthority{"other-ca"}.client("admin", {"system:masters"});
    stranger.certificate = pair.certificate;
    stranger.key = pair.key;
    EXPECT_EQ(ask(http, stranger)->headers.find("x-subject"), "none");
}

TEST_F(Tls, RefusesServersOfAnAuthorityThatIsNotTrusted) {
    HttpWorld http{server_options(TestAuthority{"other-ca"}.server())};
    EXPECT_THAT(
        ask(http, trusting()),
        FailsWith(
            ErrorCode::Unavailable,
            AllOf(
                HasSubstr("cannot reach 127.0.0.1:"),
                HasSubstr("certificate is not accepted: unable to get local issuer")
            )
        )
    );
    TlsClientOptions careless = trusting();
    careless.insecure_skip_verify = true;
    EXPECT_THAT(ask(http, careless), IsOk());
}

TEST_F(Tls, RefusesCertificatesOfOtherHostsAndTakesTheNameItIsTold) {
    HttpWorld http{server_options(authority.server({"kubernetes.default"}))};
    EXPECT_THAT(ask(http, trusting()), FailsWith(ErrorCode::Unavailable, HasSubstr("IP address mismatch")));
    TlsClientOptions told = trusting();
    told.server_name = "kubernetes.default";
    EXPECT_THAT(ask(http, told), IsOk());
    told.server_name = "kubernetes.example";
    EXPECT_THAT(ask(http, told), FailsWith(ErrorCode::Unavailable, HasSubstr("hostname mismatch")));
}

TEST_F(Tls, RefusesExpiredCertificates) {
    HttpWorld http{server_options(authority.expired())};
    EXPECT_THAT(
        ask(http, trusting()), FailsWith(ErrorCode::Unavailable, HasSubstr("certificate has expired"))
    );
}

TEST_F(Tls, GuessesWhatIsWrongWhenTheServerSpeaksPlainHttp) {
    HttpWorld http;
    HttpTransportOptions options = http.transport_options();
    options.server.scheme = "https";
    HttpTransport transport{http.world.clock(), options, std::make_shared<FixedTls>(trusting())};
    Request request{"GET", "/"};
    EXPECT_THAT(
        http.world.run(transport.round_trip(std::move(request))),
        FailsWith(ErrorCode::Unavailable, HasSubstr("does it speak plain HTTP?"))
    );
}

TEST_F(Tls, SaysWhichPartOfTheMaterialIsBroken) {
    const KeyPair pair = authority.server();
    const KeyPair other = authority.server();
    TlsServerOptions options{"no PEM", pair.key, ""};
    EXPECT_THAT(
        TlsContext::for_server(options), FailsWith(ErrorCode::InvalidArgument, HasSubstr("the certificate: "))
    );
    options = {pair.certificate, "no PEM", ""};
    EXPECT_THAT(
        TlsContext::for_server(options), FailsWith(ErrorCode::InvalidArgument, HasSubstr("the private key: "))
    );
    options = {pair.certificate, other.key, ""};
    EXPECT_THAT(
        TlsContext::for_server(options),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("key values mismatch"))
    );
    options = {pair.certificate, pair.key, "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"};
    EXPECT_THAT(
        TlsContext::for_server(options),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("the certificate authority: "))
    );
}

/// Material that a test changes.
class ChangingTls final : public TlsSource {
public:
    asio::awaitable<Result<std::shared_ptr<const TlsClientOptions>>> current() override { co_return options; }
    std::shared_ptr<const TlsClientOptions> options;
};

TEST_F(Tls, UsesNewMaterialForTheNextRequest) {
    HttpWorld http{server_options(authority.server(), authority.certificate())};
    const auto source = std::make_shared<ChangingTls>();
    const auto transport = http.transport(source);
    for (const char* name : {"first", "second"}) {
        TlsClientOptions options = trusting();
        const KeyPair pair = authority.client(name);
        options.certificate = pair.certificate;
        options.key = pair.key;
        source->options = std::make_shared<const TlsClientOptions>(std::move(options));
        Request request{"GET", "/echo"};
        const auto response = http.world.run(transport->round_trip(std::move(request)));
        ASSERT_THAT(response, IsOk());
        EXPECT_EQ(response->headers.find("x-subject"), std::string{"CN="} + name);
    }
}

TEST_F(Tls, EndsHandshakesThatDoNotGoOn) {
    ServerOptions options = server_options(authority.server());
    options.handshake_timeout = 50ms;
    HttpWorld http{options};
    for (const char* bytes : {"", "\x16\x03\x01", "GET / HTTP/1.1\r\n\r\n"}) {
        RawClient client{http.world.executor(), http.server->port()};
        http.world.run(client.send(bytes));
        http.world.run(client.read_to_end());
    }
    EXPECT_EQ(http.handler.requests, 0);
}

TEST_F(Tls, CancelsTheHandlerWhenItsClientGoesAway) {
    HttpWorld http{server_options(authority.server())};
    const auto transport = http.transport(std::make_shared<FixedTls>(trusting()));
    Request request{"GET", "/hang"};
    request.timeout = 50ms;
    EXPECT_THAT(
        http.world.run(transport->round_trip(std::move(request))),
        FailsWith(ErrorCode::DeadlineExceeded, testing::_)
    );
    http.world.run(http.handler.idle());
}

}  // namespace
}  // namespace flotilla::io::http

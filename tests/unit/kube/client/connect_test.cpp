#include "flotilla/kube/client/connect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/http/server.hpp"

#include "support/certificates.hpp"
#include "support/matchers.hpp"
#include "support/real_world.hpp"
#include "support/temporary_folder.hpp"

namespace flotilla::kube {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;
using testing_support::RealWorld;
using testing_support::TemporaryFolder;
using testing_support::TestAuthority;

/// Says who asked: by certificate, by Authorization field.
class WhoAmI final : public io::http::Handler {
public:
    asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override {
        io::http::Response response{200};
        response.body = fmt::format(
            "{}|{}",
            request.peer.certificate_subject.value_or(""),
            request.headers.find("Authorization").value_or("")
        );
        co_await writer.send(std::move(response));
    }
};

/// A client made from a kubeconfig, talking TLS to a real server.
class ConnectTest : public testing::Test {
protected:
    ConnectTest() {
        const auto pair = authority.server();
        io::http::ServerOptions options;
        options.tls = io::http::TlsServerOptions{pair.certificate, pair.key, authority.certificate()};
        server =
            io::http::Server::start(world.executor(), world.clock(), handler, std::move(options)).value();
        config.source = "context c of f";
        config.cluster.server = server->url();
        config.cluster.certificate_authority_data = authority.certificate();
    }
    ~ConnectTest() override { world.run(server->stop(Duration{0})); }

    Result<std::string> who_am_i() {
        FLOTILLA_TRY(connected, connect(world.clock(), config, EnvironmentVariables{}));
        return world.run(connected->client().get_raw("/"));
    }

    RealWorld world;
    TemporaryFolder folder;
    TestAuthority authority;
    WhoAmI handler;
    std::unique_ptr<io::http::Server> server;
    ClusterConfig config;
    std::unique_ptr<ConnectedClient> connected;
};

TEST_F(ConnectTest, LogsInByCertificate) {
    const auto pair = authority.client("jane", {"ops"});
    config.user.client_certificate_data = pair.certificate;
    config.user.client_key_data = Sensitive{pair.key};
    EXPECT_THAT(who_am_i(), IsOkAnd(std::string{"CN=jane,O=ops|"}));
    config.user.client_certificate_data.clear();
    config.user.client_key_data = Sensitive{};
    config.user.client_certificate = folder.write("c.crt", pair.certificate);
    config.user.client_key = folder.write("c.key", pair.key);
    EXPECT_THAT(who_am_i(), IsOkAnd(std::string{"CN=jane,O=ops|"}));
}

TEST_F(ConnectTest, LogsInByToken) {
    config.user.token = Sensitive{"abc"};
    EXPECT_THAT(who_am_i(), IsOkAnd(std::string{"|Bearer abc"}));
}

TEST_F(ConnectTest, LogsInByThePluginsCertificate) {
    const auto pair = authority.client("robot");
    const std::string json = to_json(Json{
        {"apiVersion", "client.authentication.k8s.io/v1beta1"},
        {"kind", "ExecCredential"},
        {"status", JsonObject{{"clientCertificateData", pair.certificate}, {"clientKeyData", pair.key}}}
    });
    config.user.exec.emplace();
    config.user.exec->api_version = "client.authentication.k8s.io/v1beta1";
    config.user.exec->command = "/bin/cat";
    config.user.exec->args = {folder.write("credential.json", json)};
    EXPECT_THAT(who_am_i(), IsOkAnd(std::string{"CN=robot|"}));
}

TEST_F(ConnectTest, TrustsOnlyTheClustersAuthorityUnlessToldOtherwise) {
    config.cluster.certificate_authority_data = TestAuthority{"other"}.certificate();
    EXPECT_THAT(who_am_i(), FailsWith(ErrorCode::Unavailable, HasSubstr("certificate is not accepted")));
    config.cluster.certificate_authority_data.clear();
    config.cluster.insecure_skip_tls_verify = true;
    EXPECT_THAT(who_am_i(), IsOkAnd(std::string{"|"}));
}

TEST_F(ConnectTest, SaysWhichFileIsMissingOrBroken) {
    config.user.client_certificate = folder.path("missing");
    EXPECT_THAT(
        who_am_i(),
        FailsWith(ErrorCode::NotFound, AllOf(HasSubstr("client-certificate"), HasSubstr("missing")))
    );
    config.user.client_certificate = folder.write("c.crt", "no PEM");
    EXPECT_THAT(
        who_am_i(),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("client-certificate and client-key go together"))
    );
    config.user.client_key_data = Sensitive{"k"};
    EXPECT_THAT(
        who_am_i(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("context c of f: the certificate: "))
    );
    config.user = UserEntry{};
    config.proxy_url = "ftp://x";
    EXPECT_THAT(who_am_i(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("context c of f: proxy: ")));
}

}  // namespace
}  // namespace flotilla::kube

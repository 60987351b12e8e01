#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/file.hpp"
#include "flotilla/io/http/url.hpp"

#include "conformance/client/cluster.hpp"
#include "support/temporary_folder.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;
using testing_support::TemporaryFolder;

/// The ways to log in, each against the same server, starting from the token of the kubeconfig.
class LoggingIn : public OnCluster {
protected:
    void SetUp() override {
        OnCluster::SetUp();
        if (!config.user.token.reveal().empty()) {
            token = config.user.token.reveal();
        } else if (!config.user.token_file.empty()) {
            token = io::read_file(config.user.token_file).value();
        }
        if (token.empty()) {
            GTEST_SKIP() << "the kubeconfig has no token to start from";
        }
        name = who_am_i(config).value();
    }

    TemporaryFolder folder;
    std::string token;
    std::string name;
};

TEST_F(LoggingIn, WorksWithATokenFileThatIsRenewed) {
    config.user.token = Sensitive{};
    config.user.token_file = folder.write("token", token);
    EXPECT_THAT(who_am_i(config), IsOkAnd(name));
    folder.write("token", "expired");
    const auto session = connect(world.clock(), config, EnvironmentVariables{}).value();
    EXPECT_THAT(
        run(session->client().get_raw("/api")), FailsWith(ErrorCode::Unauthorized, HasSubstr("log in again"))
    );
    folder.write("token", token);
    EXPECT_THAT(run(session->client().get_raw("/api")), IsOk());
}

TEST_F(LoggingIn, WorksWithAnExecPlugin) {
    config.user.token = Sensitive{};
    config.user.token_file.clear();
    config.user.exec.emplace();
    config.user.exec->api_version = "client.authentication.k8s.io/v1";
    config.user.exec->command = "/bin/cat";
    config.user.exec->args = {folder.write(
        "credential",
        to_json(Json{
            {"apiVersion", "client.authentication.k8s.io/v1"},
            {"kind", "ExecCredential"},
            {"status", JsonObject{{"token", token}}}
        })
    )};
    EXPECT_THAT(who_am_i(config, EnvironmentVariables::of_process()), IsOkAnd(name));
}

TEST_F(LoggingIn, WorksFromInsideAPod) {
    const auto server = io::http::parse_url(config.cluster.server).value();
    folder.write("token", token);
    folder.write(
        "ca.crt",
        config.cluster.certificate_authority_data.empty()
            ? io::read_file(config.cluster.certificate_authority).value()
            : config.cluster.certificate_authority_data
    );
    folder.write("namespace", "shop");
    ConfigRequest request;
    request.in_cluster_root = folder.path("");
    const EnvironmentVariables pod{
        {{"KUBERNETES_SERVICE_HOST", server.host}, {"KUBERNETES_SERVICE_PORT", std::to_string(server.port)}}
    };
    const auto found = load_cluster_config(request, pod);
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ(found->default_namespace, "shop");
    EXPECT_THAT(who_am_i(*found), IsOkAnd(name));
}

TEST_F(LoggingIn, WorksAsSomebodyElse) {
    config.user.impersonate_user = "jane";
    config.user.impersonate_groups = {"system:authenticated"};
    EXPECT_THAT(who_am_i(config), IsOkAnd(std::string{"jane"}));
    const auto session = connect(world.clock(), config, EnvironmentVariables{}).value();
    EXPECT_THAT(
        run(session->client().list(kPods, namespace_)),
        FailsWith(
            ErrorCode::Forbidden,
            testing::AllOf(HasSubstr("jane"), HasSubstr("must allow verb \"list\" on resource \"pods\""))
        )
    );
}

TEST_F(LoggingIn, WorksWithTheCertificateOfAnotherContext) {
    ConfigRequest request;
    request.context = "admin-certificate";
    const auto by_certificate = load_cluster_config(request, EnvironmentVariables::of_process());
    if (!by_certificate) {
        GTEST_SKIP() << by_certificate.error().message;
    }
    EXPECT_THAT(who_am_i(*by_certificate), IsOk());
}

TEST_F(LoggingIn, FailsWithClearWords) {
    ClusterConfig wrong = config;
    wrong.user = UserEntry{};
    wrong.user.token = Sensitive{"wrong"};
    EXPECT_THAT(who_am_i(wrong), FailsWith(ErrorCode::Unauthorized, HasSubstr("log in again")));
    wrong = config;
    wrong.cluster.certificate_authority.clear();
    wrong.cluster.certificate_authority_data.clear();
    EXPECT_THAT(who_am_i(wrong), FailsWith(ErrorCode::Unavailable, HasSubstr("certificate is not accepted")));
    wrong.cluster.insecure_skip_tls_verify = true;
    EXPECT_THAT(who_am_i(wrong), IsOkAnd(name));
    wrong.cluster.server = "https://127.0.0.1:1";
    EXPECT_THAT(
        who_am_i(wrong),
        FailsWith(ErrorCode::Unavailable, HasSubstr("cannot reach 127.0.0.1:1: Connection refused"))
    );
}

}  // namespace
}  // namespace flotilla::kube

#include "flotilla/kube/client/auth/cluster_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"
#include "support/temporary_folder.hpp"

namespace flotilla::kube {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::TemporaryFolder;

std::string config_of(std::string_view server, std::string_view context = "c") {
    return fmt::format(
        "current-context: {1}\nclusters: [{{name: k, cluster: {{server: '{0}'}}}}]\n"
        "users: [{{name: u, user: {{token: t}}}}]\ncontexts: [{{name: {1}, context: {{cluster: k, user: "
        "u}}}}]\n",
        server,
        context
    );
}

class ClusterConfigTest : public testing::Test {
protected:
    Result<ClusterConfig> load() { return load_cluster_config(request, EnvironmentVariables{variables}); }
    void be_a_pod(const std::string& host) {
        request.in_cluster_root = folder.path("account");
        folder.write("account/token", "pod-token");
        folder.write("account/ca.crt", "ca");
        folder.write("account/namespace", "shop");
        variables["KUBERNETES_SERVICE_HOST"] = host;
        variables["KUBERNETES_SERVICE_PORT"] = "443";
    }

    TemporaryFolder folder;
    ConfigRequest request;
    std::map<std::string, std::string, std::less<>> variables;
};

TEST_F(ClusterConfigTest, IsLookedForInTheOrderOfKubectl) {
    EXPECT_THAT(load(), FailsWith(ErrorCode::NotFound, HasSubstr("no cluster is configured")));
    be_a_pod("10.0.0.1");
    EXPECT_EQ(load()->cluster.server, "https://10.0.0.1:443");
    folder.write(".kube/config", config_of("https://home"));
    variables["HOME"] = folder.path("");
    EXPECT_EQ(load()->cluster.server, "https://home");
    variables["KUBECONFIG"] = folder.write("env", config_of("https://env"));
    EXPECT_EQ(load()->cluster.server, "https://env");
    request.kubeconfig = folder.write("flag", config_of("https://flag"));
    EXPECT_EQ(load()->cluster.server, "https://flag");
}

TEST_F(ClusterConfigTest, MergesTheFilesOfTheVariableAndPassesOverMissingOnes) {
    const std::string first =
        folder.write("1", "contexts: [{name: c, context: {cluster: k, user: u, namespace: first}}]");
    const std::string second = folder.write("2", config_of("https://second"));
    variables["KUBECONFIG"] = folder.path("missing") + "::" + first + ":" + second;
    const auto config = load();
    ASSERT_THAT(config, IsOk());
    EXPECT_EQ(config->cluster.server, "https://second");
    EXPECT_EQ(config->default_namespace, "first");
    EXPECT_EQ(config->user.token.reveal(), "t");
    EXPECT_EQ(config->source, "context c of " + first + ", " + second);
}

TEST_F(ClusterConfigTest, FindsThePodsServiceAccount) {
    be_a_pod("fd00::1");
    const auto config = load();
    ASSERT_THAT(config, IsOk());
    EXPECT_EQ(config->cluster.server, "https://[fd00::1]:443");
    EXPECT_EQ(config->cluster.certificate_authority, folder.path("account/ca.crt"));
    EXPECT_EQ(config->user.token_file, folder.path("account/token"));
    EXPECT_EQ(config->default_namespace, "shop");
    request.in_cluster_root = folder.path("none");
    EXPECT_THAT(load(), FailsWith(ErrorCode::NotFound, HasSubstr("no service account token")));
}

TEST_F(ClusterConfigTest, NamesFilesThatAreMissingOrBroken) {
    request.kubeconfig = folder.path("missing");
    EXPECT_THAT(
        load(), FailsWith(ErrorCode::NotFound, AllOf(HasSubstr("missing"), HasSubstr("check --kubeconfig")))
    );
    request.kubeconfig.clear();
    variables["KUBECONFIG"] = folder.path("missing");
    EXPECT_THAT(load(), FailsWith(ErrorCode::NotFound, HasSubstr("check $KUBECONFIG")));
    variables["KUBECONFIG"] = folder.write("broken", "clusters: [\n");
    EXPECT_THAT(load(), FailsWith(ErrorCode::InvalidArgument, HasSubstr(folder.path("broken") + ":2: ")));
    variables["KUBECONFIG"] = folder.path("");
    EXPECT_THAT(load(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("kubeconfig: ")));
}

TEST_F(ClusterConfigTest, ListsTheContextsThatThereAre) {
    request.kubeconfig = folder.write("f", config_of("https://x", "dev"));
    request.context = "prod";
    EXPECT_THAT(
        load(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("no context named \"prod\" (there are: dev)"))
    );
    request.context.clear();
    request.kubeconfig = folder.write("f", "contexts: [{name: a}, {name: b}]");
    EXPECT_THAT(
        load(),
        FailsWith(
            ErrorCode::InvalidArgument,
            HasSubstr("no current-context; choose a context with --context (there are: a, b)")
        )
    );
}

TEST_F(ClusterConfigTest, SaysWhatAContextLacks) {
    request.kubeconfig =
        folder.write("f", "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n");
    EXPECT_THAT(
        load(),
        FailsWith(
            ErrorCode::InvalidArgument, HasSubstr("names cluster \"k\", which is not there (there are none)")
        )
    );
    folder.write(
        "f",
        "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\nclusters: [{name: k}]\n"
    );
    EXPECT_THAT(
        load(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("names user \"u\", who is not there"))
    );
    folder.write(
        "f", "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k}]\n"
    );
    EXPECT_THAT(load(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("the cluster has no server")));
    folder.write("f", config_of("localhost:8080"));
    EXPECT_THAT(
        load(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("something like https://host:6443 is needed"))
    );
}

TEST_F(ClusterConfigTest, RefusesATrustedAuthorityTogetherWithNoVerification) {
    request.kubeconfig = folder.write(
        "f",
        "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n"
        "clusters: [{name: k, cluster: {server: 'https://x', certificate-authority: a, "
        "insecure-skip-tls-verify: true}}]\n"
    );
    EXPECT_THAT(load(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("exclude each other")));
}

TEST_F(ClusterConfigTest, TakesTheProxyOfTheClusterBeforeThatOfTheEnvironment) {
    variables["HTTPS_PROXY"] = "proxy:3128";
    request.kubeconfig = folder.write("f", config_of("https://k.example"));
    EXPECT_EQ(load()->proxy_url, "http://proxy:3128");
    variables["NO_PROXY"] = "example";
    EXPECT_EQ(load()->proxy_url, "");
    folder.write(
        "f",
        "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n"
        "clusters: [{name: k, cluster: {server: 'https://k.example', proxy-url: 'socks5://own'}}]\n"
    );
    EXPECT_EQ(load()->proxy_url, "socks5://own");
}

}  // namespace
}  // namespace flotilla::kube

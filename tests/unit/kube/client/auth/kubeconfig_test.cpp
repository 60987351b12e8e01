#include "flotilla/kube/client/auth/kubeconfig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing_support::FailsWith;
using testing_support::IsOk;

constexpr std::string_view kFull = R"(apiVersion: v1
kind: Config
current-context: dev
preferences: {}
clusters:
- name: one
  cluster:
    server: https://10.0.0.1:6443
    tls-server-name: kubernetes
    certificate-authority: pki/ca.crt
    proxy-url: socks5://proxy:1080
- name: two
  cluster: {server: "http://127.0.0.1:8001", insecure-skip-tls-verify: true, certificate-authority-data: aGVsbG8=}
users:
- name: cert
  user: {client-certificate: /abs/c.crt, client-key: c.key, client-certificate-data: Y2VydA==, client-key-data: a2V5}
- name: token
  user:
    token: t0ken
    tokenFile: token.txt
    as: jane
    as-uid: u1
    as-groups: [a, b]
    as-user-extra: {scopes: [x, y]}
- name: basic
  user: {username: joe, password: "123"}
- name: exec
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./bin/login
      args: [--cluster, "5"]
      env: [{name: A, value: b}]
      installHint: get it from the intranet
      provideClusterInfo: true
      interactiveMode: Never
- name: old
  user: {auth-provider: {name: oidc, config: {id-token: abc, idp-issuer-url: "https://i"}}}
contexts:
- name: dev
  context: {cluster: one, user: token, namespace: shop}
extensions: []
)";

TEST(Kubeconfig, IsReadWithAllItsFields) {
    const auto config = parse_kubeconfig(kFull, "/home/me/.kube/config");
    ASSERT_THAT(config, IsOk());
    EXPECT_EQ(config->current_context, "dev");
    EXPECT_EQ(config->contexts.at("dev").cluster, "one");
    EXPECT_EQ(config->contexts.at("dev").default_namespace, "shop");
    EXPECT_EQ(config->clusters.at("one").server, "https://10.0.0.1:6443");
    EXPECT_EQ(config->clusters.at("one").tls_server_name, "kubernetes");
    EXPECT_EQ(config->clusters.at("one").certificate_authority, "/home/me/.kube/pki/ca.crt");
    EXPECT_EQ(config->clusters.at("one").proxy_url, "socks5://proxy:1080");
    EXPECT_TRUE(config->clusters.at("two").insecure_skip_tls_verify);
    EXPECT_EQ(config->clusters.at("two").certificate_authority_data, "hello");
    EXPECT_EQ(config->users.at("cert").client_certificate, "/abs/c.crt");
    EXPECT_EQ(config->users.at("cert").client_key, "/home/me/.kube/c.key");
    EXPECT_EQ(config->users.at("cert").client_certificate_data, "cert");
    EXPECT_EQ(config->users.at("cert").client_key_data.reveal(), "key");
    const UserEntry& token = config->users.at("token");
    EXPECT_EQ(token.token.reveal(), "t0ken");
    EXPECT_EQ(token.token_file, "/home/me/.kube/token.txt");
    EXPECT_EQ(token.impersonate_user, "jane");
    EXPECT_EQ(token.impersonate_uid, "u1");
    EXPECT_THAT(token.impersonate_groups, ElementsAre("a", "b"));
    EXPECT_THAT(token.impersonate_extra, ElementsAre(Pair("scopes", ElementsAre("x", "y"))));
    EXPECT_EQ(config->users.at("basic").username, "joe");
    EXPECT_EQ(config->users.at("basic").password.reveal(), "123");
    ASSERT_TRUE(config->users.at("exec").exec.has_value());
    const ExecConfig& exec = *config->users.at("exec").exec;
    EXPECT_EQ(exec.command, "/home/me/.kube/./bin/login");
    EXPECT_THAT(exec.args, ElementsAre("--cluster", "5"));
    EXPECT_THAT(exec.env, ElementsAre(Pair("A", "b")));
    EXPECT_EQ(exec.install_hint, "get it from the intranet");
    EXPECT_TRUE(exec.provide_cluster_info);
    EXPECT_EQ(config->users.at("old").auth_provider, "oidc");
    EXPECT_EQ(config->users.at("old").auth_provider_config.at("id-token"), "abc");
}

TEST(Kubeconfig, MayBeEmptyOrHalfEmpty) {
    for (const char* text :
         {"", "# nothing\n", "{}", "clusters: null\nusers:\ncontexts: []\n", "users: [{name: a}]"}) {
        EXPECT_THAT(parse_kubeconfig(text, "f"), IsOk()) << text;
    }
}

struct Broken {
    std::string_view text;
    std::string_view message;
};
class BrokenKubeconfig : public testing::TestWithParam<Broken> {};
TEST_P(BrokenKubeconfig, SaysWhereAndWhat) {
    EXPECT_THAT(
        parse_kubeconfig(GetParam().text, "k.yaml"),
        FailsWith(ErrorCode::InvalidArgument, testing::StartsWith(std::string{GetParam().message}))
    ) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    Hostile,
    BrokenKubeconfig,
    testing::Values(
        Broken{"a: [\n", "k.yaml:2: "},
        Broken{"a: b: c\n", "k.yaml:1: "},
        Broken{"\x01", "k.yaml:1: "},
        Broken{
            "just text", "k.yaml:1: wanted a map with clusters, users and contexts: is this a kubeconfig?"
        },
        Broken{"apiVersion: v1\nkind: Pod\n", "k.yaml:2: kind: wanted Config, found Pod"},
        Broken{"clusters: {}\n", "k.yaml:1: clusters: wanted a list"},
        Broken{"clusters:\n- text\n", "k.yaml:2: clusters: wanted a list of maps"},
        Broken{"clusters:\n- cluster: {}\n", "k.yaml:2: clusters: an entry without a name"},
        Broken{"clusters:\n- name: a\n  cluster: text\n", "k.yaml:3: cluster: wanted a map"},
        Broken{"clusters:\n- name: a\n  cluster:\n    server: [x]\n", "k.yaml:4: server: wanted a text"},
        Broken{
            "clusters:\n- name: a\n  cluster:\n    insecure-skip-tls-verify: yes\n",
            "k.yaml:4: insecure-skip-tls-verify: wanted true or false, found yes"
        },
        Broken{
            "clusters:\n- name: a\n  cluster:\n    certificate-authority-data: '!!'\n",
            "k.yaml:4: certificate-authority-data: illegal base64 data"
        },
        Broken{
            "users:\n- name: a\n  user:\n    as-groups: [[x]]\n",
            "k.yaml:4: as-groups: wanted a list of texts"
        },
        Broken{
            "users:\n- name: a\n  user:\n    exec: {apiVersion: client.authentication.k8s.io/v1}\n",
            "k.yaml:4: exec.command: the program to run is missing"
        },
        Broken{
            "users:\n- name: a\n  user:\n    exec: {apiVersion: v1, command: x}\n",
            "k.yaml:4: exec.apiVersion: wanted client.authentication.k8s.io/v1 or v1beta1, found \"v1\""
        }
    )
);

TEST(Kubeconfig, MergesSoThatTheFirstFileWins) {
    const Kubeconfig first = parse_kubeconfig(
                                 "clusters: [{name: a, cluster: {server: 'https://first'}}]\n"
                                 "users: [{name: u, user: {token: first}}]\n",
                                 "1"
    )
                                 .value();
    const Kubeconfig second =
        parse_kubeconfig(
            "current-context: c\n"
            "clusters: [{name: a, cluster: {server: 'https://second', tls-server-name: x}}, "
            "{name: b, cluster: {server: 'https://b'}}]\n"
            "users: [{name: u, user: {token: second}}]\n"
            "contexts: [{name: c, context: {cluster: b, user: u}}]\n",
            "2"
        )
            .value();
    const Kubeconfig both = merge(first, second);
    EXPECT_EQ(both.current_context, "c");
    EXPECT_EQ(both.clusters.at("a").server, "https://first");
    EXPECT_EQ(both.clusters.at("a").tls_server_name, "");  // entries are taken as a whole
    EXPECT_EQ(both.clusters.at("b").server, "https://b");
    EXPECT_EQ(both.users.at("u").token.reveal(), "first");
    EXPECT_EQ(both.contexts.at("c").cluster, "b");
}

}  // namespace
}  // namespace flotilla::kube

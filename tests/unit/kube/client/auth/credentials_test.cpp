#include "flotilla/kube/client/auth/credentials.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/client/auth/authenticating_transport.hpp"
#include "flotilla/kube/client/auth/exec_plugin.hpp"

#include "support/fake_transport.hpp"
#include "support/matchers.hpp"
#include "support/real_world.hpp"
#include "support/temporary_folder.hpp"
#include "support/virtual_world.hpp"

namespace flotilla::kube {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing_support::FailsWith;
using testing_support::FakeTransport;
using testing_support::IsOk;
using testing_support::RealWorld;
using testing_support::TemporaryFolder;
using testing_support::VirtualWorld;

std::string text_of(const Result<std::optional<Sensitive>>& authorization) {
    if (!authorization) {
        return authorization.error().message;
    }
    return *authorization ? (*authorization)->reveal() : "none";
}

class CredentialsTest : public testing::Test {
protected:
    std::unique_ptr<Credentials> make() {
        return make_credentials(config, EnvironmentVariables{}, world.clock()).value();
    }
    std::string authorization(Credentials& credentials) {
        return text_of(world.run(credentials.authorization()));
    }

    VirtualWorld world;
    TemporaryFolder folder;
    ClusterConfig config;
};

TEST_F(CredentialsTest, AreWhatTheUserEntrySays) {
    EXPECT_EQ(authorization(*make()), "none");
    config.user.token = Sensitive{"abc"};
    EXPECT_EQ(authorization(*make()), "Bearer abc");
    config.user.token_file = folder.write("token", "from-file\n");
    EXPECT_EQ(authorization(*make()), "Bearer from-file");
    config.user = UserEntry{};
    config.user.username = "joe";
    config.user.password = Sensitive{"p:w"};
    EXPECT_EQ(authorization(*make()), "Basic am9lOnA6dw==");
    config.user = UserEntry{};
    config.user.auth_provider = "oidc";
    config.user.auth_provider_config["id-token"] = "id";
    EXPECT_EQ(authorization(*make()), "Bearer id");
}

TEST_F(CredentialsTest, RefuseWhatContradictsItselfOrIsGone) {
    config.source = "context c of f";
    config.user.token = Sensitive{"abc"};
    config.user.username = "joe";
    EXPECT_THAT(
        make_credentials(config, EnvironmentVariables{}, world.clock()),
        FailsWith(ErrorCode::InvalidArgument, AllOf(HasSubstr("context c of f"), Not(HasSubstr("abc"))))
    );
    config.user = UserEntry{};
    config.user.auth_provider = "gcp";
    EXPECT_THAT(
        make_credentials(config, EnvironmentVariables{}, world.clock()),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("\"gcp\" is not supported; use an exec plugin"))
    );
}

TEST_F(CredentialsTest, ReadATokenFileAgainAfterAMinute) {
    config.user.token_file = folder.write("token", "one");
    const auto credentials = make();
    EXPECT_EQ(authorization(*credentials), "Bearer one");
    folder.write("token", "two");
    world.run(world.clock().sleep_for(49s));
    EXPECT_EQ(authorization(*credentials), "Bearer one");
    world.run(world.clock().sleep_for(1s));
    EXPECT_EQ(authorization(*credentials), "Bearer two");
}

TEST_F(CredentialsTest, KeepAnOldTokenWhileItsFileIsBeingReplaced) {
    config.user.token_file = folder.path("token");
    const auto credentials = make();
    EXPECT_THAT(authorization(*credentials), HasSubstr("the token file: "));
    folder.write("token", "  \n");
    EXPECT_THAT(authorization(*credentials), HasSubstr("is empty"));
    folder.write("token", "one");
    EXPECT_EQ(authorization(*credentials), "Bearer one");
    folder.write("token", "");
    world.run(world.clock().sleep_for(1h));
    EXPECT_EQ(authorization(*credentials), "Bearer one");
}

TEST_F(CredentialsTest, ReadATokenFileAgainAfter401AndRepeatTheRequestOnce) {
    config.user.token_file = folder.write("token", "old");
    const auto credentials = make();
    FakeTransport lower;
    AuthenticatingTransport transport{lower, *credentials, config.user};
    lower.answer(200, "");
    io::http::Request request{"GET", "/"};
    ASSERT_THAT(world.run(transport.round_trip(request)), IsOk());
    folder.write("token", "new");
    lower.answer(401, "");
    lower.answer(200, "");
    EXPECT_EQ(world.run(transport.round_trip(request))->status, 200);
    EXPECT_EQ(lower.last().headers.find("Authorization"), "Bearer new");
    lower.answer(401, "");
    EXPECT_EQ(world.run(transport.round_trip(request))->status, 401);  // the file holds nothing newer
    lower.answer(401, "");
    EXPECT_EQ(world.run(transport.open(request))->head.status, 401);
    EXPECT_EQ(lower.requests.size(), 5u);
}

TEST_F(CredentialsTest, SayWhomTheUserImpersonates) {
    config.user.token = Sensitive{"abc"};
    config.user.impersonate_user = "jane";
    config.user.impersonate_uid = "u1";
    config.user.impersonate_groups = {"a", "b"};
    config.user.impersonate_extra = {{"example.com/scopes", {"x", "y"}}};
    const auto credentials = make();
    FakeTransport lower;
    AuthenticatingTransport transport{lower, *credentials, config.user};
    lower.answer(200, "");
    io::http::Request request{"GET", "/"};
    ASSERT_THAT(world.run(transport.round_trip(request)), IsOk());
    const io::http::Headers& headers = lower.last().headers;
    EXPECT_EQ(headers.find("Impersonate-User"), "jane");
    EXPECT_EQ(headers.find("Impersonate-Uid"), "u1");
    EXPECT_THAT(headers.find_all("Impersonate-Group"), testing::ElementsAre("a", "b"));
    EXPECT_THAT(headers.find_all("Impersonate-Extra-example.com%2Fscopes"), testing::ElementsAre("x", "y"));
}

/// Programs need real time.
class ExecPluginTest : public testing::Test {
protected:
    ExecPluginTest() {
        config.source = "context c of f";
        config.user.exec.emplace();
        config.user.exec->api_version = "client.authentication.k8s.io/v1";
        config.user.exec->args = {folder.path("runs")};
    }
    /// A plugin that counts its runs and then does what the lines say.
    void script(std::string_view lines) {
        config.user.exec->command =
            folder.write_program("plugin", fmt::format("#!/bin/sh\necho run >> \"$1\"\n{}\n", lines));
    }
    static std::string printing(std::string_view status) {
        return fmt::format(
            "echo "
            "'{{\"apiVersion\":\"client.authentication.k8s.io/"
            "v1\",\"kind\":\"ExecCredential\",\"status\":{}}}'",
            status
        );
    }
    ExecPlugin& plugin() {
        if (!plugin_) {
            plugin_.emplace(
                config, EnvironmentVariables{{{"PATH", "/usr/bin:/bin"}, {"FROM", "outside"}}}, world.clock()
            );
        }
        return *plugin_;
    }
    std::string authorization() { return text_of(world.run(plugin().authorization())); }
    std::size_t runs() {
        std::ifstream file{folder.path("runs")};
        return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>{file}, {}, '\n'));
    }

    RealWorld world;
    TemporaryFolder folder;
    ClusterConfig config;

private:
    std::optional<ExecPlugin> plugin_;
};

TEST_F(ExecPluginTest, RunsOnceUntilItsCredentialsAreRefused) {
    script(printing(R"({"token":"t'$(wc -l < "$1")'"})"));
    EXPECT_EQ(authorization(), "Bearer t1");
    EXPECT_EQ(authorization(), "Bearer t1");
    EXPECT_TRUE(plugin().forget());
    EXPECT_EQ(authorization(), "Bearer t2");
    EXPECT_EQ(runs(), 2u);
}

TEST_F(ExecPluginTest, RunsAgainWhenItsCredentialsHaveExpired) {
    script(printing(R"({"token":"t","expirationTimestamp":"2020-01-01T00:00:00Z"})"));
    EXPECT_EQ(authorization(), "Bearer t");
    EXPECT_EQ(authorization(), "Bearer t");
    EXPECT_EQ(runs(), 2u);
}

TEST_F(ExecPluginTest, GivesCertificates) {
    script(printing(R"({"clientCertificateData":"C","clientKeyData":"K"})"));
    EXPECT_EQ(authorization(), "none");
    const auto certificate = world.run(plugin().certificate());
    ASSERT_THAT(certificate, IsOk());
    EXPECT_EQ((*certificate)->certificate, "C");
    EXPECT_EQ((*certificate)->key.reveal(), "K");
    EXPECT_EQ(runs(), 1u);
}

TEST_F(ExecPluginTest, TellsTheProgramAboutTheCluster) {
    config.user.exec->env = {{"EXTRA", "e"}};
    config.user.exec->provide_cluster_info = true;
    config.cluster.server = "https://k";
    config.cluster.certificate_authority_data = "ca";
    script(
        "echo \"$KUBERNETES_EXEC_INFO $EXTRA $FROM\" > " + folder.path("info") + "\n" +
        printing(R"({"token":"t"})")
    );
    EXPECT_EQ(authorization(), "Bearer t");
    std::ifstream file{folder.path("info")};
    std::string info;
    std::getline(file, info);
    EXPECT_EQ(
        info,
        R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false,)"
        R"("cluster":{"server":"https://k","certificate-authority-data":"Y2E="}}} e outside)"
    );
}

TEST_F(ExecPluginTest, ShowsWhyTheProgramFailed) {
    config.user.exec->install_hint = "see the wiki";
    script("echo 'token cache is locked' >&2; exit 3");
    EXPECT_THAT(
        authorization(),
        AllOf(
            HasSubstr("context c of f: the exec plugin "),
            HasSubstr("fails with exit code 3: token cache is locked; see the wiki")
        )
    );
}

TEST_F(ExecPluginTest, TellsHowToGetAMissingProgram) {
    config.user.exec->install_hint = "see the wiki";
    config.user.exec->command = "no-such-plugin";
    EXPECT_THAT(
        authorization(), HasSubstr("cannot run no-such-plugin: No such file or directory; see the wiki")
    );
}

TEST_F(ExecPluginTest, RefusesOutputThatIsNoCredential) {
    for (const char* output : {"", "hello", "{}", R"({"kind":"ExecCredential","apiVersion":"v1"})"}) {
        EXPECT_THAT(
            parse_exec_credential(output, "client.authentication.k8s.io/v1"),
            FailsWith(ErrorCode::InvalidArgument, HasSubstr("it prints no ExecCredential: "))
        ) << output;
    }
    const std::string head = R"({"kind":"ExecCredential","apiVersion":"v1","status":)";
    EXPECT_THAT(
        parse_exec_credential(head + "{}}", "v1"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("neither"))
    );
    EXPECT_THAT(
        parse_exec_credential(head + R"({"clientKeyData":"k"}})", "v1"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("go together"))
    );
    EXPECT_THAT(
        parse_exec_credential(head + R"({"token":"t","expirationTimestamp":"soon"}})", "v1"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("expirationTimestamp"))
    );
}

asio::awaitable<void> ask(ExecPlugin& plugin, std::vector<std::string>& answers) {
    answers.push_back(text_of(co_await plugin.authorization()));
}

asio::awaitable<void> joined(io::TaskGroup& tasks) {
    co_await tasks.join();
}

TEST_F(ExecPluginTest, RunsOnceForAllWhoWaitForIt) {
    script("sleep 0.05\n" + printing(R"({"token":"t"})"));
    std::vector<std::string> answers;
    io::TaskGroup tasks{world.executor()};
    for (int i = 0; i < 5; ++i) {
        tasks.spawn(ask(plugin(), answers));
    }
    world.run(joined(tasks));
    EXPECT_THAT(answers, testing::Each("Bearer t"));
    EXPECT_EQ(runs(), 1u);
}

TEST_F(ExecPluginTest, IsKilledWithTheTaskThatWaitsForIt) {
    script("sleep 1000");
    std::vector<std::string> answers;
    io::TaskGroup tasks{world.executor()};
    tasks.spawn(ask(plugin(), answers));
    tasks.spawn(ask(plugin(), answers));
    world.run(world.clock().sleep_for(20ms));
    tasks.cancel();
    world.run(joined(tasks));
    EXPECT_TRUE(answers.empty());
    script(printing(R"({"token":"t"})"));
    EXPECT_EQ(authorization(), "Bearer t");
}

}  // namespace
}  // namespace flotilla::kube

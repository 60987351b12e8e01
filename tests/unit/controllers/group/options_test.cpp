#include "flotilla/controllers/group/options.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::controllers::group {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;

Surroundings with(std::map<std::string, std::string> variables, std::string file = {}) {
    return {
        [variables](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional{found->second};
        },
        [file](const std::string& path) { return path == file; }
    };
}

TEST(Options, HaveTheDefaultsOfTheContract) {
    const Options options = resolve_options({}, with({})).value();
    EXPECT_EQ(options.group_file, "./groups.txt");
    EXPECT_EQ(options.namespace_, "default");
    EXPECT_EQ(options.app_name, "teastore");
    EXPECT_EQ(options.defaults.interval, std::chrono::seconds{60});
    EXPECT_EQ(options.defaults.policy.name, "random");
    EXPECT_FALSE(options.in_pod);
}

TEST(Options, TheEnvironmentWinsOverDefaultsAndAFlagOverBoth) {
    Flags flags;
    flags.app_name = "shop";
    const auto options = resolve_options(
        flags,
        with(
            {{"APP_NAME", "other"}, {"NAMESPACE", "prod"}, {"GROUP_FILE", "/etc/g"}, {"ACTION_INTERVAL", "5"}}
        )
    );
    EXPECT_EQ(options.value().app_name, "shop");
    EXPECT_EQ(options.value().namespace_, "prod");
    EXPECT_EQ(options.value().group_file, "/etc/g");
    EXPECT_TRUE(options.value().is_group_file_required);
    EXPECT_EQ(options.value().defaults.interval, std::chrono::seconds{5});
}

TEST(Options, FindOutWhetherTheyAreInAPod) {
    const std::string token = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    EXPECT_TRUE(resolve_options({}, with({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}, token)).value().in_pod);
    EXPECT_FALSE(resolve_options({}, with({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}})).value().in_pod);
    EXPECT_FALSE(resolve_options({}, with({}, token)).value().in_pod);
    EXPECT_TRUE(resolve_options({}, with({{"KUBERNETES_POD", "True"}})).value().in_pod);
    EXPECT_FALSE(
        resolve_options({}, with({{"KUBERNETES_POD", "false"}, {"KUBERNETES_SERVICE_HOST", "x"}}, token))
            .value()
            .in_pod
    );
}

TEST(Options, SayWhichSettingIsWrong) {
    EXPECT_THAT(
        resolve_options({}, with({{"KUBERNETES_POD", "maybe"}})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("KUBERNETES_POD: \"maybe\""))
    );
    EXPECT_THAT(
        resolve_options({}, with({{"ACTION_INTERVAL", "0"}})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("ACTION_INTERVAL: \"0\""))
    );
    Flags flags;
    flags.interval = "soon";
    EXPECT_THAT(
        resolve_options(flags, with({})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("--interval: \"soon\""))
    );
    flags = {};
    flags.policy = "clever";
    EXPECT_THAT(
        resolve_options(flags, with({})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("no policy named \"clever\""))
    );
    flags = {};
    flags.min = 5;
    flags.max = 2;
    EXPECT_THAT(
        resolve_options(flags, with({})),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("max 2 is below min 5"))
    );
    flags = {};
    flags.order = "any";
    EXPECT_THAT(
        resolve_options(flags, with({})), FailsWith(ErrorCode::InvalidArgument, HasSubstr("--order: \"any\""))
    );
    flags = {};
    flags.selector = "a in";
    EXPECT_THAT(
        resolve_options(flags, with({})), FailsWith(ErrorCode::InvalidArgument, HasSubstr("--selector"))
    );
}

}  // namespace
}  // namespace flotilla::controllers::group

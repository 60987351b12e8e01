#include "flotilla/cluster/serving/kubeconfig_merge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::cluster {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;

constexpr std::string_view kOurs = R"(apiVersion: v1
kind: Config
clusters:
- name: flotilla
  cluster:
    server: https://127.0.0.1:1
users:
- name: flotilla
  user:
    token: ours
contexts:
- name: flotilla
  context:
    cluster: flotilla
    user: flotilla
current-context: flotilla
)";

constexpr std::string_view kTheirs = R"(apiVersion: v1
kind: Config
preferences: {}
clusters:
- name: prod
  cluster:
    server: https://prod
users:
- name: me
  user:
    token: mine
contexts:
- name: prod
  context:
    cluster: prod
    user: me
current-context: prod
)";

TEST(KubeconfigMerge, TakingOursOutAgainGivesTheirsBack) {
    const auto merged = merged_kubeconfig(kTheirs, kOurs);
    ASSERT_THAT(merged, IsOk());
    EXPECT_THAT(current_context(*merged), IsOkAnd("flotilla"));
    EXPECT_THAT(*merged, HasSubstr("server: https://prod"));
    EXPECT_THAT(*merged, HasSubstr("server: https://127.0.0.1:1"));
    EXPECT_THAT(kubeconfig_without(*merged, kOurs, "prod"), IsOkAnd(std::string{kTheirs}));
}

TEST(KubeconfigMerge, ReplacesWhatAnEarlierClusterLeft) {
    const auto once = merged_kubeconfig(kTheirs, kOurs);
    ASSERT_THAT(once, IsOk());
    EXPECT_THAT(merged_kubeconfig(*once, kOurs), IsOkAnd(*once));
}

TEST(KubeconfigMerge, MakesAFileThatWasNotThere) {
    EXPECT_THAT(merged_kubeconfig("", kOurs), IsOkAnd(std::string{kOurs}));
}

TEST(KubeconfigMerge, LeavesAContextThatSomebodyChoseMeanwhile) {
    const auto merged = merged_kubeconfig(kTheirs, kOurs);
    ASSERT_THAT(merged, IsOk());
    std::string chosen = *merged;
    chosen.replace(chosen.find("current-context: flotilla"), 25, "current-context: other");
    const auto without = kubeconfig_without(chosen, kOurs, "prod");
    ASSERT_THAT(without, IsOk());
    EXPECT_THAT(current_context(*without), IsOkAnd("other"));
}

TEST(KubeconfigMerge, LeavesNoContextThatIsNotThere) {
    const auto merged = merged_kubeconfig("", kOurs);
    const auto without = kubeconfig_without(*merged, kOurs, "flotilla");
    ASSERT_THAT(without, IsOk());
    EXPECT_THAT(current_context(*without), IsOkAnd(""));
}

TEST(KubeconfigMerge, RefusesWhatIsNoKubeconfig) {
    EXPECT_THAT(
        merged_kubeconfig("[1, 2]", kOurs), FailsWith(ErrorCode::InvalidArgument, HasSubstr("no kubeconfig"))
    );
    EXPECT_THAT(
        merged_kubeconfig("users: x", kOurs),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("no kubeconfig"))
    );
    EXPECT_THAT(merged_kubeconfig("{", kOurs), FailsWith(ErrorCode::InvalidArgument, HasSubstr("line")));
}

}  // namespace
}  // namespace flotilla::cluster

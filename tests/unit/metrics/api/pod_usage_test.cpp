#include "flotilla/metrics/api/pod_usage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::metrics {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;

Result<std::vector<PodUsage>> parsed(std::string_view text) {
    return parse_pod_usages(*kube::parse_json(text));
}

TEST(PodUsages, ReadsTimeWindowAndContainers) {
    const auto pods = parsed(
        R"({"items":[{"metadata":{"name":"web-1"},"timestamp":"2026-11-24T05:00:15Z","window":"15.5s",
            "containers":[{"name":"main","usage":{"cpu":"47142857n","memory":"49152Ki"}},{"name":"idle"}]}]})"
    );
    ASSERT_THAT(pods, testing_support::IsOk());
    const PodUsage& pod = pods->at(0);
    EXPECT_EQ(pod.pod, "web-1");
    EXPECT_EQ(format_time(pod.time), "2026-11-24T05:00:15Z");
    EXPECT_EQ(pod.window, std::chrono::milliseconds{15500});
    EXPECT_EQ(pod.containers[0].usage.at("cpu").milli_value(), 48) << "rounded up, as quantities are";
    EXPECT_TRUE(pod.containers[1].usage.empty()) << "no usage is none, not zero";
}

TEST(PodUsages, NamesTheItemThatIsWrong) {
    EXPECT_THAT(parsed("{}"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("no items")));
    EXPECT_THAT(
        parsed(R"({"items":[{"metadata":{"name":"a"},"timestamp":"yesterday","window":"15s"}]})"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("items[0]"))
    );
}

}  // namespace
}  // namespace flotilla::metrics

#include "flotilla/lab/workload/config.hpp"

#include "support/matchers.hpp"

namespace flotilla::lab::workload {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;

Result<WorkloadRequest> from(std::string_view text) {
    return request_from_text(text, "");
}

TEST(Config, ReadsATypeWithItsParametersAndOptions) {
    const auto request = from(
        R"({"type": "step", "parameters": {"levels": [10, 50.5], "hold": "5m", "ramp": 3},
            "kind": "users", "step": "5s", "duration": 600, "noise": "fgn:0.7", "noise_sigma": 0.2, "seed": 9})"
    );
    ASSERT_THAT(request, IsOk());
    EXPECT_EQ(request->what.type, "step");
    EXPECT_EQ(
        request->what.parameters,
        (std::map<std::string, std::string>{{"levels", "10,50.5"}, {"hold", "5m"}, {"ramp", "3"}})
    );
    EXPECT_EQ(request->options.kind, model::SeriesKind::Users);
    EXPECT_EQ(request->options.step, std::chrono::seconds{5});
    EXPECT_EQ(request->options.duration, std::chrono::minutes{10});
    EXPECT_EQ(request->options.noise.hurst, 0.7);
    EXPECT_EQ(request->options.noise.sigma, 0.2);
    EXPECT_EQ(request->seed, 9U);
}

TEST(Config, ReadsPartsAsAnExpressionOrAsALists) {
    const auto written = from(R"({"type": "constant(level=5) + 2: step"})");
    const auto listed =
        from(R"({"sum": [{"type": "constant", "parameters": {"level": 5}}, {"type": "step", "weight": 2}]})");
    ASSERT_THAT(written, IsOk());
    ASSERT_THAT(listed, IsOk());
    EXPECT_EQ(*written, *listed);
}

TEST(Config, ItsJsonIsReadBackAsTheSame) {
    for (const auto* text :
         {R"({"type": "step", "parameters": {"levels": [10, 50], "file": "007"}, "step": "0.5s", "seed": 3})",
          R"({"mix": [{"type": "constant", "weight": 0.5}, {"then": [{"type": "step"}, {"type": "constant"}]}], "peak": 7})",
          R"({"type": "constant", "start": "2026-01-05T00:00:00Z", "skip": "1m", "clip": 3, "ram_mb": 5, "missing": 0.1})"
         }) {
        const auto request = from(text);
        ASSERT_THAT(request, IsOk()) << text;
        EXPECT_THAT(from(to_config_text(*request)), IsOkAnd(Eq(*request))) << to_config_text(*request);
    }
}

struct BadConfig {
    std::string_view text;
    std::string_view message;
};
class WrongConfig : public testing::TestWithParam<BadConfig> {};

TEST_P(WrongConfig, IsRefusedWithTheKey) {
    EXPECT_THAT(
        from(GetParam().text),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr(std::string{GetParam().message}))
    );
}

INSTANTIATE_TEST_SUITE_P(
    Keys,
    WrongConfig,
    testing::Values(
        BadConfig{"", "byte"},
        BadConfig{"[]", "must be a JSON object"},
        BadConfig{"{}", "type: it is missing"},
        BadConfig{R"({"type": 3})", "type: it must be a text"},
        BadConfig{R"({"type": "step step"})", "type: workload \"step step\", at character 6"},
        BadConfig{R"({"type": "step", "maen": 3})", "maen: unknown; there are: type, parameters"},
        BadConfig{R"({"type": "step", "mean": "many"})", "mean: it must be a number"},
        BadConfig{R"({"type": "step", "step": "soon"})", "step: it must be a duration"},
        BadConfig{R"({"type": "step", "seed": -1})", "seed: it must be a whole number"},
        BadConfig{R"({"type": "step", "kind": "qps"})", "kind: \"qps\" is not one of rps"},
        BadConfig{R"({"type": "step", "noise": "pink"})", "noise \"pink\" is not one of"},
        BadConfig{R"({"type": "step", "parameters": {"a": {}}})", "parameters.a: it must be a text"},
        BadConfig{
            R"({"type": "step", "parameters": {"a": [[1]]}})", "parameters.a: it must be a list without"
        },
        BadConfig{R"({"sum": []})", "sum: it must be a list of workloads"},
        BadConfig{R"({"sum": [3]})", "sum[0]: it must be an object"},
        BadConfig{R"({"sum": [{"type": "a", "step": "1s"}]})", "sum[0].step: unknown"},
        BadConfig{
            R"({"sum": [{"type": "a"}, {"weight": 0, "type": "b"}]})", "sum[1].weight: it must be above 0"
        },
        BadConfig{
            R"({"sum": [{"type": "a"}], "parameters": {"x": 1}})", "parameters: they belong to a single type"
        }
    )
);

TEST(RequestId, IsTheSameForTheSameRequestAndDiffersWithSeedAndParameters) {
    const auto id = [](std::string_view text) { return request_id(from(text).value()); };
    const std::string one = id(R"({"type": "step", "parameters": {"hold": "5m"}, "seed": 1})");
    EXPECT_THAT(one, testing::MatchesRegex("step-[0-9a-f]{16}"));
    EXPECT_EQ(id(R"({"seed": 1, "parameters": {"hold": "5m"}, "type": "step"})"), one);
    EXPECT_NE(id(R"({"type": "step", "parameters": {"hold": "5m"}, "seed": 2})"), one);
    EXPECT_NE(id(R"({"type": "step", "parameters": {"hold": "6m"}, "seed": 1})"), one);
    EXPECT_THAT(id(R"({"type": "step + step"})"), testing::StartsWith("composed-"));
}

TEST(RequestId, DoesNotDependOnTheFolderOfAFile) {
    const std::string config = R"({"type": "csv", "parameters": {"file": "../traces/a.csv"}})";
    EXPECT_EQ(
        request_id(request_from_text(config, "/x").value()),
        request_id(request_from_text(config, "/y/z").value())
    );
    EXPECT_EQ(request_from_text(config, "/y/z")->what.parameters.at("file"), "/y/traces/a.csv");
}

TEST(SetOption, TakesWhatAFlagHas) {
    WorkloadRequest request;
    EXPECT_THAT(set_option(request, "mean", "12.5"), IsOk());
    EXPECT_THAT(set_option(request, "step", "5"), IsOk());
    EXPECT_THAT(set_option(request, "noise", "ar1:0.5"), IsOk());
    EXPECT_EQ(request.options.mean, 12.5);
    EXPECT_EQ(request.options.step, std::chrono::seconds{5});
    EXPECT_THAT(
        set_option(request, "mean", "much"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("mean: it must be a number"))
    );
}

}  // namespace
}  // namespace flotilla::lab::workload

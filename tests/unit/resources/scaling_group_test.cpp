#include "flotilla/resources/scaling_group.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "flotilla/kube/api/yaml.hpp"
#include "flotilla/policy/catalog.hpp"

#include "support/matchers.hpp"

namespace flotilla::resources {
namespace {

using model::Replicas;
using testing::HasSubstr;
using testing_support::FailsWith;

kube::Json object(const std::string& spec) {
    return kube::parse_json(
               R"({"metadata":{"name":"shop","namespace":"prod","generation":2},"spec":)" + spec + "}"
    )
        .value();
}

TEST(ScalingGroup, HasTheDefaultsOfItsSchema) {
    const ScalingGroup read = scaling_group_from(object(R"({"members":[{"name":"web"}]})")).value();
    EXPECT_EQ(read.key, (kube::ObjectKey{"prod", "shop"}));
    EXPECT_EQ(read.group.name, "shop");
    EXPECT_EQ(read.group.policy.name, "random");
    EXPECT_EQ(read.group.interval, std::chrono::seconds{60});
    EXPECT_EQ(read.group.members[0].bounds, (model::Bounds{Replicas{1}, Replicas{10}}));
    EXPECT_FALSE(read.group.all_or_none);
}

TEST(ScalingGroup, ReadsEveryField) {
    const ScalingGroup read =
        scaling_group_from(object(R"({"members":[{"name":"web","min":2,"max":5,"weight":1.5,"calls":["db"]},
        {"name":"db","weight":2}],"policy":{"name":"static","parameters":{"replicas":"3"}},"intervalSeconds":5,"order":"CalleesFirst",
        "allOrNone":true,"maxChange":2,"stageTimeoutSeconds":30,"slo":{"latencyMilliseconds":250},"dryRun":true,"paused":true})"
                           ))
            .value();
    EXPECT_EQ(read.group.members[0].weight, 1.5);
    EXPECT_EQ(read.group.members[1].weight, 2);
    EXPECT_EQ(read.group.members[0].calls, std::vector<std::string>{"db"});
    EXPECT_EQ(read.group.policy.parameters.at("replicas"), "3");
    EXPECT_EQ(read.group.order, model::Order::CalleesFirst);
    EXPECT_EQ(read.group.max_change, Replicas{2});
    EXPECT_EQ(read.group.stage_timeout, std::chrono::seconds{30});
    EXPECT_TRUE(read.group.is_dry_run && read.group.is_paused && read.group.all_or_none);
    EXPECT_EQ(read.slo, (Slo{95, 250}));
}

TEST(ScalingGroup, SaysWhatTheSchemaCannot) {
    EXPECT_THAT(
        scaling_group_from(object(R"({"members":[{"name":"a","calls":["b"]},{"name":"b","calls":["a"]}]})")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("circle: a → b → a"))
    );
    EXPECT_THAT(
        scaling_group_from(object(R"({"members":[{"name":"a","weight":"x"}]})")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("member a: weight"))
    );
    EXPECT_THAT(
        scaling_group_from(object("3")), FailsWith(ErrorCode::InvalidArgument, HasSubstr("spec: required"))
    );
}

TEST(ScalingGroupStatus, ReadsBackWhatWasWritten) {
    ScalingGroupStatus status;
    status.observed_generation = 4;
    status.members = {
        {"web", Replicas{2}, Replicas{2}, Replicas{3}, "fixed", ""},
        {"db", std::nullopt, std::nullopt, std::nullopt, "", "HPA h"}
    };
    status.last_decision_time = WallTime{std::chrono::seconds{1'700'000'000}};
    status.last_outcome = "Scaled";
    set_condition(
        status.conditions, {"Ready", "True", "InForce", "fine", std::nullopt, 4}, *status.last_decision_time
    );
    const kube::Json object = kube::JsonObject{{"status", to_json(status)}};
    EXPECT_EQ(status_from(object), status);
    EXPECT_EQ(kube::find_string(object, {"status", "settled"}), "1/2");
}

TEST(Crd, ListsEveryPolicyOfTheCatalog) {
    const std::string text = kube::to_json(scaling_group_crd());
    for (const auto& entry : policy::horizontal_catalog()) {
        EXPECT_THAT(text, HasSubstr(fmt::format("\"{}\"", entry.name)));
    }
}

TEST(Crd, TheFileInDeployIsWhatTheTypesSay) {
    std::ifstream file{FLOTILLA_DEPLOY_CRDS "/scalinggroups.yaml"};
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), crds_yaml()) << "run: flotilla crds > deploy/crds/scalinggroups.yaml";
}

}  // namespace
}  // namespace flotilla::resources

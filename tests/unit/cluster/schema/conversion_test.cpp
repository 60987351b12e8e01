#include "flotilla/cluster/schema/conversion.hpp"

#include <gmock/gmock.h>

#include "builtin.hpp"
#include "support/matchers.hpp"

namespace flotilla::cluster {
namespace {

using flotilla::testing_support::FailsWith;
using flotilla::testing_support::IsOkAnd;
using testing::HasSubstr;
using testing_support::json;

const GroupVersionKind kOldEvent{"", "v1", "Event"};
const GroupVersionKind kNewEvent{"events.k8s.io", "v1", "Event"};
const GroupVersionKind kOldAutoscaler{"autoscaling", "v1", "HorizontalPodAutoscaler"};
const GroupVersionKind kNewAutoscaler{"autoscaling", "v2", "HorizontalPodAutoscaler"};

TEST(Conversion, RenamesTheFieldsOfAnEvent) {
    const kube::Json old_event = json(
        "{'apiVersion':'v1','kind':'Event','metadata':{'name':'e'},'involvedObject':{'kind':'Pod'},'message':"
        "'m','reason':'r','count':2,"
        "'source':{'component':'c'},'reportingComponent':'x/y'}"
    );
    const kube::Json new_event = json(
        "{'apiVersion':'events.k8s.io/"
        "v1','kind':'Event','metadata':{'name':'e'},'regarding':{'kind':'Pod'},'note':'m','reason':'r',"
        "'deprecatedCount':2,'deprecatedSource':{'component':'c'},'reportingController':'x/y'}"
    );
    EXPECT_THAT(convert(old_event, kNewEvent), IsOkAnd(new_event));
    EXPECT_THAT(convert(new_event, kOldEvent), IsOkAnd(old_event));
}

TEST(Conversion, TurnsTheCpuTargetIntoAMetricAndBack) {
    const kube::Json old_scaler = json(
        "{'apiVersion':'autoscaling/"
        "v1','kind':'HorizontalPodAutoscaler','metadata':{'name':'h'},'spec':{'maxReplicas':5,"
        "'targetCPUUtilizationPercentage':70}}"
    );
    const kube::Json new_scaler = json(
        "{'apiVersion':'autoscaling/"
        "v2','kind':'HorizontalPodAutoscaler','metadata':{'name':'h'},'spec':{'maxReplicas':5,'metrics':"
        "[{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':70}"
        "}}]}}"
    );
    EXPECT_THAT(convert(old_scaler, kNewAutoscaler), IsOkAnd(new_scaler));
    EXPECT_THAT(convert(new_scaler, kOldAutoscaler), IsOkAnd(old_scaler));
}

TEST(Conversion, LosesNothingThatTheOldVersionHasNoWordsFor) {
    const kube::Json scaler = json(
        "{'apiVersion':'autoscaling/"
        "v2','kind':'HorizontalPodAutoscaler','metadata':{'name':'h'},'spec':{'maxReplicas':5,'metrics':"
        "[{'type':'Pods','pods':{'metric':{'name':'q'},'target':{'type':'AverageValue','averageValue':'10'}}}"
        "],"
        "'behavior':{'scaleDown':{'stabilizationWindowSeconds':60}}},'status':{'conditions':[{'type':'"
        "AbleToScale','status':'True'}]}}"
    );
    const Result<kube::Json> old_scaler = convert(scaler, kOldAutoscaler);
    ASSERT_TRUE(old_scaler);
    EXPECT_EQ(kube::find(*old_scaler, {"spec", "metrics"}), nullptr);
    const Result<kube::Json> again = convert(*old_scaler, kNewAutoscaler);
    ASSERT_TRUE(again);
    EXPECT_EQ(*kube::find(*again, {"spec"}), *kube::find(scaler, {"spec"}));
    EXPECT_EQ(kube::find(*again, {"metadata", "annotations"}), nullptr);
}

TEST(Conversion, RefusesKindsThatHaveNothingInCommon) {
    EXPECT_THAT(
        convert(json("{'apiVersion':'v1','kind':'Pod'}"), kNewEvent),
        FailsWith(
            ErrorCode::InvalidArgument, HasSubstr("v1 Pod cannot be converted to events.k8s.io/v1 Event")
        )
    );
}

TEST(StorageKind, IsTheNewerOfTwoForms) {
    EXPECT_EQ(storage_kind(kOldEvent), kNewEvent);
    EXPECT_EQ(storage_kind(kOldAutoscaler), kNewAutoscaler);
    EXPECT_EQ(storage_kind(kNewEvent), std::nullopt);
}

}  // namespace
}  // namespace flotilla::cluster

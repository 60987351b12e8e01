#include <gmock/gmock.h>

#include "flotilla/cluster/schema/kind_schema.hpp"

#include "builtin.hpp"

namespace flotilla::cluster {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::deployment;
using testing_support::json;
using testing_support::kind;
using testing_support::texts;

kube::Json defaulted(const KindSchema& schema, kube::Json object) {
    schema.set_defaults(object);
    return object;
}

TEST(BuiltinKinds, FillInWhatADeploymentLeavesOut) {
    const kube::Json object = defaulted(kind("apps/v1", "Deployment"), deployment());
    EXPECT_EQ(
        *kube::find(object, {"spec", "strategy"}),
        json("{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':'25%','maxSurge':'25%'}}")
    );
    EXPECT_EQ(kube::find_int(object, {"spec", "progressDeadlineSeconds"}), 600);
    const kube::Json& container = kube::find_array(object, {"spec", "template", "spec", "containers"})->at(0);
    EXPECT_EQ(kube::find_string(container, {"imagePullPolicy"}), "IfNotPresent");
    EXPECT_EQ(*kube::find(container, {"ports"}), json("[{'containerPort':80,'protocol':'TCP'}]"));
    EXPECT_EQ(*kube::find(container, {"resources"}), json("{}"));
    EXPECT_EQ(*kube::find(object, {"status"}), json("{}"));
}

TEST(BuiltinKinds, FillInNothingTheSecondTime) {
    const KindSchema& schema = kind("apps/v1", "Deployment");
    const kube::Json once = defaulted(schema, deployment());
    EXPECT_EQ(defaulted(schema, once), once);
}

TEST(BuiltinKinds, FindNothingWrongWithAGoodDeployment) {
    const KindSchema& schema = kind("apps/v1", "Deployment");
    EXPECT_THAT(texts(schema.validate(defaulted(schema, deployment()))), IsEmpty());
}

struct Case {
    std::string_view name;
    std::string_view api_version;
    std::string_view kind;
    std::string object;
    std::vector<std::string> causes;
};
class Validation : public testing::TestWithParam<Case> {};
TEST_P(Validation, SaysWhatAnApiServerSays) {
    const Case& c = GetParam();
    const KindSchema& schema = kind(c.api_version, c.kind);
    EXPECT_THAT(
        texts(schema.validate(defaulted(schema, json(c.object)))), testing::ElementsAreArray(c.causes)
    ) << c.name;
}
INSTANTIATE_TEST_SUITE_P(
    Kinds,
    Validation,
    testing::Values(
        Case{
            "a pod without containers",
            "v1",
            "Pod",
            "{'metadata':{'name':'p','namespace':'d'},'spec':{}}",
            {"spec.containers: Required value"}
        },
        Case{
            "a container without an image and with a bad name",
            "v1",
            "Pod",
            "{'metadata':{'name':'p','namespace':'d'},'spec':{'containers':[{'name':''}]}}",
            {"spec.containers[0].name: Required value", "spec.containers[0].image: Required value"}
        },
        Case{
            "a request above its limit",
            "v1",
            "Pod",
            "{'metadata':{'name':'p','namespace':'d'},'spec':{'containers':[{'name':'c','image':'i','"
            "resources':"
            "{'requests':{'cpu':'2'},'limits':{'cpu':'1'}}}]}}",
            {"spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu "
             "limit of 1"}
        },
        Case{
            "an unknown restart policy",
            "v1",
            "Pod",
            "{'metadata':{'name':'p','namespace':'d'},'spec':{'restartPolicy':'Perhaps','containers':[{'name'"
            ":'c','image':'i'}]}}",
            {"spec.restartPolicy: Unsupported value: \"Perhaps\": supported values: \"Always\", "
             "\"OnFailure\", \"Never\""}
        },
        Case{
            "a replica count below zero",
            "apps/v1",
            "ReplicaSet",
            "{'metadata':{'name':'r','namespace':'d'},'spec':{'replicas':-1,'selector':{'matchLabels':{'a':'"
            "b'}},'template':"
            "{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}",
            {"spec.replicas: Invalid value: -1: must be greater than or equal to 0"}
        },
        Case{
            "a selector that misses its own template",
            "apps/v1",
            "Deployment",
            "{'metadata':{'name':'r','namespace':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template'"
            ":"
            "{'metadata':{'labels':{'a':'c'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}",
            {"spec.template.metadata.labels: Invalid value: {\"a\":\"c\"}: `selector` does not match "
             "template `labels`"}
        },
        Case{
            "a service with two ports of which one has no name",
            "v1",
            "Service",
            "{'metadata':{'name':'s','namespace':'d'},'spec':{'ports':[{'port':80,'name':'a'},{'port':81}]}}",
            {"spec.ports[1].name: Required value"}
        },
        Case{
            "an autoscaler with its bounds the wrong way round",
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            "{'metadata':{'name':'h','namespace':'d'},'spec':{'minReplicas':5,'maxReplicas':2,'"
            "scaleTargetRef':"
            "{'apiVersion':'apps/v1','kind':'Deployment','name':'w'}}}",
            {"spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"}
        },
        Case{
            "a budget with both bounds",
            "policy/v1",
            "PodDisruptionBudget",
            "{'metadata':{'name':'b','namespace':'d'},'spec':{'minAvailable':1,'maxUnavailable':1}}",
            {"spec: Invalid value: {\"minAvailable\":1,\"maxUnavailable\":1}: minAvailable and "
             "maxUnavailable cannot be both set"}
        },
        Case{
            "an object of a cluster in a namespace",
            "v1",
            "Namespace",
            "{'metadata':{'name':'n','namespace':'d'}}",
            {"metadata.namespace: Forbidden: not allowed on this type"}
        }
    )
);

TEST(BuiltinKinds, KeepTheSelectorOfADeployment) {
    const KindSchema& schema = kind("apps/v1", "Deployment");
    const kube::Json old = defaulted(schema, deployment());
    kube::Json changed = old;
    kube::place(changed, {"spec", "selector", "matchLabels", "tier"}) = "x";
    kube::place(changed, {"spec", "template", "metadata", "labels", "tier"}) = "x";
    EXPECT_THAT(
        texts(schema.validate_update(changed, old, "")),
        ElementsAre("spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"web\",\"tier\":\"x\"}}: field "
                    "is immutable")
    );
}

TEST(BuiltinKinds, LetAPodChangeItsImageOnly) {
    const KindSchema& schema = kind("v1", "Pod");
    const kube::Json old = defaulted(
        schema,
        json("{'metadata':{'name':'p','namespace':'d'},'spec':{'containers':[{'name':'c','image':'i:1'}]}}")
    );
    kube::Json changed = old;
    kube::find(changed, {"spec", "containers"})->as_array()[0].as_object()["image"] = "i:2";
    EXPECT_THAT(texts(schema.validate_update(changed, old, "")), IsEmpty());
    kube::place(changed, {"spec", "hostname"}) = "h";
    EXPECT_EQ(schema.validate_update(changed, old, "").size(), 1U);
}

}  // namespace
}  // namespace flotilla::cluster

#include "flotilla/cluster/schema/strategic_merge.hpp"

#include <gmock/gmock.h>

#include "builtin.hpp"
#include "support/matchers.hpp"

namespace flotilla::cluster {
namespace {

using flotilla::testing_support::FailsWith;
using flotilla::testing_support::IsOkAnd;
using testing::HasSubstr;
using testing_support::json;
using testing_support::kind;

struct Case {
    std::string_view name;
    std::string original;
    std::string patch;
    std::string merged;
};
class StrategicMergeOfPods : public testing::TestWithParam<Case> {};
TEST_P(StrategicMergeOfPods, GivesWhatAnApiServerStores) {
    const Case& c = GetParam();
    const Schema& spec = *kind("v1", "Pod").schema().named("spec");
    EXPECT_THAT(strategic_merge(spec, json(c.original), json(c.patch)), IsOkAnd(json(c.merged))) << c.name;
}
INSTANTIATE_TEST_SUITE_P(
    Lists,
    StrategicMergeOfPods,
    testing::Values(
        Case{
            "elements are merged by name",
            "{'containers':[{'name':'a','image':'1','tty':true},{'name':'b','image':'1'}]}",
            "{'containers':[{'name':'a','image':'2'}]}",
            "{'containers':[{'name':'a','image':'2','tty':true},{'name':'b','image':'1'}]}"
        },
        Case{
            "a new element is put in front of the order of the patch",
            "{'containers':[{'name':'a'}]}",
            "{'containers':[{'name':'z','image':'1'}]}",
            "{'containers':[{'name':'z','image':'1'},{'name':'a'}]}"
        },
        Case{
            "an element is deleted",
            "{'containers':[{'name':'a'},{'name':'b'}]}",
            "{'containers':[{'name':'a','$patch':'delete'}]}",
            "{'containers':[{'name':'b'}]}"
        },
        Case{
            "a list is replaced",
            "{'containers':[{'name':'a'},{'name':'b'}]}",
            "{'containers':[{'name':'c'},{'$patch':'replace'}]}",
            "{'containers':[{'name':'c'}]}"
        },
        Case{
            "an atomic list is replaced",
            "{'tolerations':[{'key':'a'}]}",
            "{'tolerations':[{'key':'b'}]}",
            "{'tolerations':[{'key':'b'}]}"
        },
        Case{
            "null deletes a field of an element",
            "{'containers':[{'name':'a','tty':true}]}",
            "{'containers':[{'name':'a','tty':null}]}",
            "{'containers':[{'name':'a'}]}"
        },
        Case{
            "an order alone reorders",
            "{'containers':[{'name':'a'},{'name':'b'},{'name':'c'}]}",
            "{'$setElementOrder/containers':[{'name':'c'},{'name':'a'}]}",
            "{'containers':[{'name':'b'},{'name':'c'},{'name':'a'}]}"
        },
        Case{
            "nulls in new values are dropped",
            "{}",
            "{'securityContext':{'runAsUser':null,'fsGroup':1}}",
            "{'securityContext':{'fsGroup':1}}"
        },
        Case{
            "keys that are not retained go",
            "{'volumes':[{'name':'v','emptyDir':{}}]}",
            "{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/x'}}]}",
            "{'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}"
        }
    )
);
INSTANTIATE_TEST_SUITE_P(
    Objects,
    StrategicMergeOfPods,
    testing::Values(
        Case{
            "an object is merged",
            "{'nodeSelector':{'a':'1'}}",
            "{'nodeSelector':{'b':'2'}}",
            "{'nodeSelector':{'a':'1','b':'2'}}"
        },
        Case{
            "an object is replaced",
            "{'nodeSelector':{'a':'1'}}",
            "{'nodeSelector':{'b':'2','$patch':'replace'}}",
            "{'nodeSelector':{'b':'2'}}"
        },
        Case{
            "an object is emptied",
            "{'nodeSelector':{'a':'1'}}",
            "{'nodeSelector':{'$patch':'delete'}}",
            "{'nodeSelector':{}}"
        },
        Case{"null deletes", "{'nodeName':'n'}", "{'nodeName':null}", "{}"}
    )
);

TEST(StrategicMerge, TreatsFinalizersAsASet) {
    const Schema& metadata = *kind("v1", "Pod").schema().named("metadata");
    EXPECT_THAT(
        strategic_merge(metadata, json("{'finalizers':['a','b']}"), json("{'finalizers':['c','b']}")),
        IsOkAnd(json("{'finalizers':['c','a','b']}"))
    );
    EXPECT_THAT(
        strategic_merge(
            metadata, json("{'finalizers':['a','b']}"), json("{'$deleteFromPrimitiveList/finalizers':['a']}")
        ),
        IsOkAnd(json("{'finalizers':['b']}"))
    );
}

TEST(StrategicMerge, RefusesWhatItCannotCarryOut) {
    const Schema& spec = *kind("v1", "Pod").schema().named("spec");
    const kube::Json original = json("{'containers':[{'name':'a'}]}");
    EXPECT_THAT(
        strategic_merge(spec, original, json("{'containers':[{'image':'x'}]}")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("does not contain declared merge key: name"))
    );
    EXPECT_THAT(
        strategic_merge(spec, original, json("{'containers':[{'name':'a','$patch':'explode'}]}")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("unknown patch type"))
    );
    EXPECT_THAT(
        strategic_merge(spec, original, json("{'containers':[3]}")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr(""))
    );
    EXPECT_THAT(
        strategic_merge(spec, original, json("{'$setElementOrder/containers':{}}")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("setElementOrder"))
    );
}

TEST(StrategicMerge, ChangesNothingTheSecondTime) {
    const Schema& schema = kind("apps/v1", "Deployment").schema();
    const kube::Json patch = json(
        "{'metadata':{'labels':{'x':'y'},'finalizers':['f']},'spec':{'template':{'spec':{'$setElementOrder/"
        "containers':"
        "[{'name':'side'},{'name':'web'}],'containers':[{'name':'side','image':'s'},{'name':'web','tty':true}"
        "]}}}}"
    );
    const Result<kube::Json> once = strategic_merge(schema, testing_support::deployment(), patch);
    ASSERT_TRUE(once);
    EXPECT_THAT(strategic_merge(schema, *once, patch), IsOkAnd(*once));
}

}  // namespace
}  // namespace flotilla::cluster

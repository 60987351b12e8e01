#include "flotilla/cluster/schema/table.hpp"

#include <gmock/gmock.h>

#include "builtin.hpp"

namespace flotilla::cluster {
namespace {

using testing_support::json;
using testing_support::kind;

const WallTime kNow = parse_time("2024-01-01T01:00:00Z").value();

struct Age {
    std::chrono::seconds age;
    std::string_view text;
};
class HumanDuration : public testing::TestWithParam<Age> {};
TEST_P(HumanDuration, ReadsAsInKubectl) {
    EXPECT_EQ(human_duration(GetParam().age), GetParam().text);
}
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
INSTANTIATE_TEST_SUITE_P(
    Table,
    HumanDuration,
    testing::Values(
        Age{seconds{-5}, "<invalid>"},
        Age{seconds{0}, "0s"},
        Age{seconds{119}, "119s"},
        Age{seconds{120}, "2m"},
        Age{seconds{131}, "2m11s"},
        Age{minutes{10}, "10m"},
        Age{minutes{179}, "179m"},
        Age{hours{3}, "3h"},
        Age{minutes{305}, "5h5m"},
        Age{hours{8}, "8h"},
        Age{hours{47}, "47h"},
        Age{hours{50}, "2d2h"},
        Age{hours{200}, "8d"},
        Age{hours{24 * 365 * 2}, "2y"},
        Age{hours{24 * (365 * 2 + 10)}, "2y10d"},
        Age{hours{24 * 365 * 9}, "9y"}
    )
);

struct PodCase {
    std::string_view name;
    std::string pod;
    std::string_view ready;
    std::string_view status;
    std::string_view restarts;
};
class PodRows : public testing::TestWithParam<PodCase> {};
TEST_P(PodRows, SayWhatKubectlUsersKnow) {
    const PodCase& c = GetParam();
    const boost::json::array cells = kind("v1", "Pod").cells(json(c.pod), kNow);
    ASSERT_EQ(cells.size(), kind("v1", "Pod").columns().size());
    EXPECT_EQ(kube::text_of(cells[1].as_string()), c.ready) << c.name;
    EXPECT_EQ(kube::text_of(cells[2].as_string()), c.status) << c.name;
    EXPECT_EQ(kube::text_of(cells[3].as_string()), c.restarts) << c.name;
}
INSTANTIATE_TEST_SUITE_P(
    Table,
    PodRows,
    testing::Values(
        PodCase{
            "not yet scheduled",
            "{'spec':{'containers':[{},{}]},'status':{'phase':'Pending'}}",
            "0/2",
            "Pending",
            "0"
        },
        PodCase{
            "running",
            "{'spec':{'containers':[{}]},'status':{'phase':'Running','containerStatuses':[{'ready':true,'"
            "restartCount':0,'state':{'running':{}}}]}}",
            "1/1",
            "Running",
            "0"
        },
        PodCase{
            "crashing",
            "{'spec':{'containers':[{}]},'status':{'phase':'Running','containerStatuses':[{'ready':false,'"
            "restartCount':3,"
            "'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'finishedAt':'2024-"
            "01-01T00:55:00Z'}}}]}}",
            "0/1",
            "CrashLoopBackOff",
            "3 (5m ago)"
        },
        PodCase{
            "completed",
            "{'spec':{'containers':[{}]},'status':{'phase':'Succeeded','containerStatuses':[{'ready':false,'"
            "state':{'terminated':{'reason':'Completed','exitCode':0}}}]}}",
            "0/1",
            "Completed",
            "0"
        },
        PodCase{
            "failed without a reason",
            "{'spec':{'containers':[{}]},'status':{'phase':'Failed','containerStatuses':[{'state':{'"
            "terminated':{'exitCode':7}}}]}}",
            "0/1",
            "ExitCode:7",
            "0"
        },
        PodCase{
            "killed by a signal",
            "{'spec':{'containers':[{}]},'status':{'phase':'Failed','containerStatuses':[{'state':{'"
            "terminated':{'signal':9,'exitCode':137}}}]}}",
            "0/1",
            "Signal:9",
            "0"
        },
        PodCase{
            "initializing",
            "{'spec':{'containers':[{}],'initContainers':[{'name':'a'},{'name':'b'}]},'status':{'phase':'"
            "Pending','initContainerStatuses':"
            "[{'name':'a','state':{'terminated':{'exitCode':0}}},{'name':'b','state':{'running':{}}}]}}",
            "0/1",
            "Init:1/2",
            "0"
        },
        PodCase{
            "failing to initialize",
            "{'spec':{'containers':[{}],'initContainers':[{'name':'a'}]},'status':{'phase':'Pending','"
            "initContainerStatuses':"
            "[{'name':'a','restartCount':2,'state':{'terminated':{'reason':'Error','exitCode':1}}}]}}",
            "0/1",
            "Init:Error",
            "2"
        },
        PodCase{
            "with a sidecar",
            "{'spec':{'containers':[{}],'initContainers':[{'name':'s','restartPolicy':'Always'}]},'status':{'"
            "phase':'Running','initContainerStatuses':"
            "[{'name':'s','ready':true,'started':true,'state':{'running':{}}}],'containerStatuses':[{'ready':"
            "true,'state':{'running':{}}}]}}",
            "2/2",
            "Running",
            "0"
        },
        PodCase{
            "being deleted",
            "{'metadata':{'deletionTimestamp':'2024-01-01T00:00:00Z'},'spec':{'containers':[{}]},'status':{'"
            "phase':'Running'}}",
            "0/1",
            "Terminating",
            "0"
        },
        PodCase{
            "on a lost node",
            "{'metadata':{'deletionTimestamp':'2024-01-01T00:00:00Z'},'spec':{'containers':[{}]},'status':{'"
            "phase':'Running','reason':'NodeLost'}}",
            "0/1",
            "Unknown",
            "0"
        },
        PodCase{
            "evicted",
            "{'spec':{'containers':[{}]},'status':{'phase':'Failed','reason':'Evicted'}}",
            "0/1",
            "Evicted",
            "0"
        },
        PodCase{
            "gated",
            "{'spec':{'containers':[{}]},'status':{'phase':'Pending','conditions':[{'type':'PodScheduled','"
            "reason':'SchedulingGated'}]}}",
            "0/1",
            "SchedulingGated",
            "0"
        }
    )
);

struct RowCase {
    std::string_view api_version;
    std::string_view kind;
    std::string object;
    std::string cells;
};
class Rows : public testing::TestWithParam<RowCase> {};
TEST_P(Rows, HaveTheCellsOfTheirColumns) {
    const RowCase& c = GetParam();
    const KindSchema& schema = kind(c.api_version, c.kind);
    const boost::json::array cells = schema.cells(json(c.object), kNow);
    EXPECT_EQ(cells.size(), schema.columns().size());
    EXPECT_EQ(kube::Json(cells), json(c.cells)) << c.kind;
}
INSTANTIATE_TEST_SUITE_P(
    Table,
    Rows,
    testing::Values(
        RowCase{
            "apps/v1",
            "Deployment",
            "{'metadata':{'name':'w','creationTimestamp':'2024-01-01T00:00:00Z'},'spec':{'replicas':3,'"
            "selector':{'matchLabels':{'a':'b'}},"
            "'template':{'spec':{'containers':[{'name':'c','image':'i'},{'name':'d','image':'j'}]}}},'status'"
            ":{'readyReplicas':2,'updatedReplicas':3,'availableReplicas':1}}",
            "['w','2/3',3,1,'60m','c,d','i,j','a=b']"
        },
        RowCase{
            "v1",
            "Service",
            "{'metadata':{'name':'s'},'spec':{'type':'NodePort','clusterIP':'10.0.0.1','ports':[{'port':80,'"
            "nodePort':30080,'protocol':'TCP'},"
            "{'port':53,'protocol':'UDP'}],'selector':{'b':'2','a':'1'}}}",
            "['s','NodePort','10.0.0.1','<none>','80:30080/TCP,53/UDP','<unknown>','a=1,b=2']"
        },
        RowCase{
            "v1",
            "Service",
            "{'metadata':{'name':'s'},'spec':{'type':'LoadBalancer','clusterIP':'10.0.0.1'}}",
            "['s','LoadBalancer','10.0.0.1','<pending>','<none>','<unknown>','<none>']"
        },
        RowCase{
            "v1",
            "Endpoints",
            "{'metadata':{'name':'e'},'subsets':[{'addresses':[{'ip':'1'},{'ip':'2'}],'ports':[{'port':80},{'"
            "port':81}]}]}",
            "['e','1:80,1:81,2:80 + 1 more...','<unknown>']"
        },
        RowCase{
            "v1",
            "Node",
            "{'metadata':{'name':'n','labels':{'node-role.kubernetes.io/"
            "worker':''}},'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready','status':'"
            "True'}],"
            "'nodeInfo':{'kubeletVersion':'v1.34.2'},'addresses':[{'type':'InternalIP','address':'10.0.0.2'}]"
            "}}",
            "['n','Ready,SchedulingDisabled','worker','<unknown>','v1.34.2','10.0.0.2','<none>','<unknown>','"
            "<unknown>','<unknown>']"
        },
        RowCase{
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            "{'metadata':{'name':'h'},'spec':{'scaleTargetRef':{'kind':'Deployment','name':'w'},'minReplicas'"
            ":1,'maxReplicas':5,'metrics':[{'type':'Resource',"
            "'resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':80}}},{'type':'"
            "Pods','pods':{'metric':{'name':'q'},'target':{'averageValue':'10'}}}]},"
            "'status':{'currentReplicas':2,'currentMetrics':[{'type':'Resource','resource':{'name':'cpu','"
            "current':{'averageUtilization':35}}}]}}",
            "['h','Deployment/w','cpu: 35%/80%, <unknown>/10','1',5,2,'<unknown>']"
        },
        RowCase{
            "autoscaling/v1",
            "HorizontalPodAutoscaler",
            "{'apiVersion':'autoscaling/"
            "v1','kind':'HorizontalPodAutoscaler','metadata':{'name':'h'},'spec':{'scaleTargetRef':{'kind':'"
            "Deployment','name':'w'},'maxReplicas':5,"
            "'targetCPUUtilizationPercentage':80}}",
            "['h','Deployment/w','cpu: <unknown>/80%','<unset>',5,0,'<unknown>']"
        },
        RowCase{
            "v1",
            "Event",
            "{'metadata':{'name':'e'},'type':'Normal','reason':'Pulled','message':' done "
            "\\n','involvedObject':{'kind':'Pod','name':'p'},'firstTimestamp':'2024-01-01T00:50:00Z',"
            "'lastTimestamp':'2024-01-01T00:59:00Z','count':4,'source':{'component':'kubelet','host':'n'}}",
            "['60s','Normal','Pulled','pod/p','','kubelet, n','done','10m',4,'e']"
        },
        RowCase{
            "rbac.authorization.k8s.io/v1",
            "Role",
            "{'metadata':{'name':'r','creationTimestamp':'2024-01-01T00:00:00Z'}}",
            "['r','2024-01-01T00:00:00Z']"
        },
        RowCase{
            "batch/v1",
            "Job",
            "{'metadata':{'name':'j'},'spec':{'completions':3},'status':{'succeeded':1,'startTime':'2024-01-"
            "01T00:59:30Z'}}",
            "['j','Running','1/3','30s','<unknown>','','','<none>']"
        },
        RowCase{
            "policy/v1",
            "PodDisruptionBudget",
            "{'metadata':{'name':'b'},'spec':{'minAvailable':'50%'},'status':{'disruptionsAllowed':1}}",
            "['b','50%','N/A',1,'<unknown>']"
        }
    )
);

TEST(Table, OfEveryKindHasAsManyCellsAsColumns) {
    for (const GroupVersionKind& each : testing_support::builtin().catalog().kinds()) {
        const KindSchema* schema = testing_support::builtin().find(each);
        EXPECT_EQ(schema->cells(json("{'metadata':{'name':'x'}}"), kNow).size(), schema->columns().size())
            << each.kind;
        EXPECT_EQ(
            schema->cells(json("{'metadata':3,'spec':[],'status':'x'}"), kNow).size(),
            schema->columns().size()
        ) << each.kind;
    }
}

TEST(Table, CarriesTheListsMetadataAndPartialObjects) {
    const KindSchema& schema = kind("v1", "ConfigMap");
    const kube::Json table = make_table(schema, "v1", json("{'resourceVersion':'7'}"));
    EXPECT_EQ(kube::find_string(table, {"apiVersion"}), "meta.k8s.io/v1");
    EXPECT_EQ(kube::find_string(table, {"metadata", "resourceVersion"}), "7");
    const kube::Json object = json("{'metadata':{'name':'c','labels':{'a':'b'}},'data':{'x':'y'}}");
    const kube::Json row = make_table_row(schema, object, IncludeObject::Metadata, kNow, "v1");
    EXPECT_EQ(
        *kube::find(row, {"object"}),
        json("{'kind':'PartialObjectMetadata','apiVersion':'meta.k8s.io/"
             "v1','metadata':{'name':'c','labels':{'a':'b'}}}")
    );
}

}  // namespace
}  // namespace flotilla::cluster

#include "flotilla/cluster/schema/json_path.hpp"

#include <gmock/gmock.h>

#include "builtin.hpp"
#include "support/matchers.hpp"

namespace flotilla::cluster {
namespace {

using flotilla::testing_support::FailsWith;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing_support::json;

struct Case {
    std::string_view path;
    std::vector<std::string> found;
};
class JsonPaths : public testing::TestWithParam<Case> {};
TEST_P(JsonPaths, FindWhatKubectlFinds) {
    const kube::Json object = json(
        "{'metadata':{'labels':{'a.b/"
        "c':'x'}},'spec':{'list':[{'name':'p','port':1},{'name':'q','port':2},{'name':'r'}]},"
        "'status':{'conditions':[{'type':'Ready','status':'True'},{'type':'Old','status':'False'}]}}"
    );
    const Result<JsonPath> path = JsonPath::parse(GetParam().path);
    ASSERT_TRUE(path) << path.error().message;
    std::vector<std::string> found;
    for (const kube::Json* value : path->find(object)) {
        found.push_back(kube::to_json(*value));
    }
    EXPECT_THAT(found, ElementsAreArray(GetParam().found)) << GetParam().path;
}
INSTANTIATE_TEST_SUITE_P(
    Table,
    JsonPaths,
    testing::Values(
        Case{".spec.list[0].name", {"\"p\""}},
        Case{"{.spec.list[0].name}", {"\"p\""}},
        Case{"$.spec.list[-1].name", {"\"r\""}},
        Case{"spec.list[*].port", {"1", "2"}},
        Case{".spec.list[0:2].name", {"\"p\"", "\"q\""}},
        Case{".spec.list[-2:].name", {"\"q\"", "\"r\""}},
        Case{".spec.list[::2].name", {"\"p\"", "\"r\""}},
        Case{".metadata.labels.a\\.b/c", {"\"x\""}},
        Case{".metadata.labels['a.b/c']", {"\"x\""}},
        Case{".status.conditions[?(@.type==\"Ready\")].status", {"\"True\""}},
        Case{".status.conditions[?(@.type=='Old')].status", {"\"False\""}},
        Case{".spec.list[?(@.port>1)].name", {"\"q\""}},
        Case{".spec.list[?(@.port)].name", {"\"p\"", "\"q\""}},
        Case{"..port", {"1", "2"}},
        Case{".spec.nothing.at.all", {}},
        Case{".spec.list[9]", {}}
    )
);

TEST(JsonPath, RefusesWhatItCannotRead) {
    for (const std::string_view path :
         {".spec[", ".spec[a]", ".spec[?(x==1)]", ".spec..", "a[1:2:0]", ".a[?(@.b==x y)]", ".a[1:z]"}) {
        if (path == ".spec..") {
            EXPECT_TRUE(JsonPath::parse(path));
            continue;
        }
        EXPECT_THAT(JsonPath::parse(path), FailsWith(ErrorCode::InvalidArgument, HasSubstr("JSONPath")))
            << path;
    }
}

}  // namespace
}  // namespace flotilla::cluster

#include "flotilla/cluster/schema/decoding.hpp"

#include <gmock/gmock.h>

#include "flotilla/cluster/schema/duplicate_fields.hpp"

#include "builtin.hpp"

namespace flotilla::cluster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::deployment;
using testing_support::json;
using testing_support::kind;

struct Case {
    std::string_view name;
    std::string spec;
    std::string_view error;
};
class TypeErrors : public testing::TestWithParam<Case> {};
TEST_P(TypeErrors, ReadAsAnApiServerWritesThem) {
    const Case& c = GetParam();
    const kube::Json object = json("{'spec':" + c.spec + "}");
    EXPECT_EQ(check_decoding(kind("apps/v1", "Deployment").schema(), object).type_error.value_or(""), c.error)
        << c.name;
}
INSTANTIATE_TEST_SUITE_P(
    Deployment,
    TypeErrors,
    testing::Values(
        Case{"a number", "{'replicas':3}", ""},
        Case{"null is left out", "{'replicas':null}", ""},
        Case{
            "a string for a number",
            "{'replicas':'3'}",
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
        },
        Case{
            "a fraction",
            "{'replicas':1.5}",
            "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type "
            "int32"
        },
        Case{
            "too large for 32 bits",
            "{'replicas':4294967296}",
            "json: cannot unmarshal number 4294967296 into Go struct field DeploymentSpec.spec.replicas of "
            "type int32"
        },
        Case{
            "an object for a list",
            "{'template':{'spec':{'containers':{}}}}",
            "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of "
            "type []v1.Container"
        },
        Case{
            "a number for a label",
            "{'template':{'metadata':{'labels':{'a':1}}}}",
            "json: cannot unmarshal number into Go struct field ObjectMeta.spec.template.metadata.labels.a "
            "of type string"
        },
        Case{
            "a quantity that is none",
            "{'template':{'spec':{'containers':[{'resources':{'limits':{'cpu':'lots'}}}]}}}",
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        }
    )
);

TEST(Decoding, NamesUnknownFieldsByTheirPaths) {
    kube::Json object = deployment();
    kube::place(object, {"spec", "foo"}) = 1;
    kube::find(object, {"spec", "template", "spec", "containers"})->as_array()[0].as_object()["imagee"] = "x";
    const DecodingReport report = check_decoding(kind("apps/v1", "Deployment").schema(), object);
    EXPECT_THAT(
        report.unknown,
        ElementsAre("unknown field \"spec.template.spec.containers[0].imagee\"", "unknown field \"spec.foo\"")
    );
}

TEST(Decoding, JoinsProblemsToOneSentence) {
    EXPECT_EQ(
        strict_decoding_error({"unknown field \"spec.foo\"", "duplicate field \"spec.bar\""}),
        "strict decoding error: unknown field \"spec.foo\", duplicate field \"spec.bar\""
    );
    EXPECT_EQ(strict_decoding_error({}), "");
}

TEST(DuplicateFields, AreFoundInNestedObjectsAndLists) {
    EXPECT_THAT(
        find_duplicate_fields(R"({"a":1,"b":[{"c":1},{"c":1,"d":"}{","c":2}],"a":{"x":1,"x":2}})"),
        ElementsAre("duplicate field \"b[1].c\"", "duplicate field \"a\"", "duplicate field \"a.x\"")
    );
}

TEST(DuplicateFields, AreNotSeenInStringsOrAcrossObjects) {
    EXPECT_THAT(find_duplicate_fields(R"({"a":"\",\"a\":1","b":{"a":1},"c":["a","a"]})"), IsEmpty());
}

TEST(DuplicateFields, SurviveAnything) {
    for (const std::string_view text :
         {"", "}", "]]]]", "{\"a", "{\"a\":\"\\", "[[[[[{\"a\":1,\"a\"", "{,,,:}"}) {
        find_duplicate_fields(text);
    }
}

}  // namespace
}  // namespace flotilla::cluster

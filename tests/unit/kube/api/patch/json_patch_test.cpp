#include "flotilla/kube/api/patch/json_patch.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

struct Case {
    std::string_view document;
    std::string_view patch;
    std::string_view result;  ///< empty: it fails
};

class JsonPatch : public testing::TestWithParam<Case> {};

TEST_P(JsonPatch, DoesAsRfc6902Says) {
    const Case& c = GetParam();
    const auto patched = try_json_patch(*parse_json(c.document), *parse_json(c.patch));
    EXPECT_EQ(patched ? to_json(*patched) : "", c.result) << c.patch;
}

INSTANTIATE_TEST_SUITE_P(
    Rfc6902,
    JsonPatch,
    testing::Values(
        Case{
            R"({"foo":"bar"})",
            R"([{"op":"add","path":"/baz","value":"qux"}])",
            R"({"foo":"bar","baz":"qux"})"
        },
        Case{
            R"({"foo":["bar","baz"]})",
            R"([{"op":"add","path":"/foo/1","value":"qux"}])",
            R"({"foo":["bar","qux","baz"]})"
        },
        Case{R"({"baz":"qux","foo":"bar"})", R"([{"op":"remove","path":"/baz"}])", R"({"foo":"bar"})"},
        Case{
            R"({"foo":["bar","qux","baz"]})",
            R"([{"op":"remove","path":"/foo/1"}])",
            R"({"foo":["bar","baz"]})"
        },
        Case{R"({"foo":["a","b"]})", R"([{"op":"remove","path":"/foo/-1"}])", R"({"foo":["a"]})"},
        Case{R"({"baz":"qux"})", R"([{"op":"replace","path":"/baz","value":"boo"}])", R"({"baz":"boo"})"},
        Case{
            R"({"foo":{"bar":"baz"},"qux":{}})",
            R"([{"op":"move","from":"/foo/bar","path":"/qux/thud"}])",
            R"({"foo":{},"qux":{"thud":"baz"}})"
        },
        Case{
            R"({"foo":["all","grass","cows","eat"]})",
            R"([{"op":"move","from":"/foo/1","path":"/foo/3"}])",
            R"({"foo":["all","cows","eat","grass"]})"
        },
        Case{
            R"({"baz":"qux","foo":["a",2,"c"]})",
            R"([{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2.0}])",
            R"({"baz":"qux","foo":["a",2,"c"]})"
        },
        Case{R"({"baz":"qux"})", R"([{"op":"test","path":"/baz","value":"bar"}])", ""},
        Case{
            R"({"foo":"bar"})",
            R"([{"op":"add","path":"/child","value":{"grand":{}}}])",
            R"({"foo":"bar","child":{"grand":{}}})"
        },
        Case{R"({"foo":"bar"})", R"([{"op":"add","path":"/baz/bat","value":"qux"}])", ""},
        Case{
            R"({"/":9,"~1":10})",
            R"([{"op":"test","path":"/~01","value":10},{"op":"test","path":"/~1","value":9}])",
            R"({"/":9,"~1":10})"
        },
        Case{
            R"({"foo":["bar"]})",
            R"([{"op":"add","path":"/foo/-","value":["abc","def"]}])",
            R"({"foo":["bar",["abc","def"]]})"
        },
        Case{R"({"a":1})", R"([{"op":"add","path":"","value":[2]}])", "[2]"},
        Case{R"({"a":1})", R"([{"op":"copy","from":"/a","path":"/b"}])", R"({"a":1,"b":1})"},
        Case{R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":"/a/b"}])", ""},
        Case{R"({"a":1})", R"([{"op":"test","path":"/b","value":null}])", R"({"a":1})"},
        Case{R"({"a":1})", R"([{"op":"replace","path":"/b/c","value":1}])", ""},
        Case{R"({"a":1})", R"([{"op":"remove","path":"/b"}])", ""},
        Case{R"({"a":[1]})", R"([{"op":"add","path":"/a/2","value":1}])", ""},
        Case{R"({"a":[1]})", R"([{"op":"add","path":"/a/x","value":1}])", ""},
        Case{R"({"a":[1]})", R"([{"op":"remove","path":"/a/1"}])", ""},
        Case{R"({"a":1})", R"([{"op":"add","path":"b","value":1}])", ""},
        Case{R"({"a":1})", R"([{"op":"add","path":"/b"}])", ""},
        Case{R"({"a":1})", R"([{"op":"spin","path":"/b"}])", ""},
        Case{R"({"a":1})", R"([{"path":"/b"}])", ""},
        // All or nothing: the first operation alone would apply.
        Case{R"({"a":1})", R"([{"op":"add","path":"/b","value":1},{"op":"remove","path":"/c"}])", ""}
    )
);

TEST(JsonPatchLimits, TellWhatKindOfFailureItWas) {
    const Json object = *parse_json("{}");
    EXPECT_EQ(try_json_patch(object, *parse_json("{}")).error().kind, JsonPatchError::Kind::Malformed);
    EXPECT_EQ(try_json_patch(object, *parse_json("[1]")).error().kind, JsonPatchError::Kind::Malformed);
    EXPECT_EQ(
        try_json_patch(object, *parse_json(R"([{"op":"test","path":"/a","value":1}])")).error().kind,
        JsonPatchError::Kind::Inapplicable
    );
    JsonArray many;
    many.resize(kMaxJsonPatchOperations + 1, JsonObject{});
    const auto refused = try_json_patch(object, Json(many));
    EXPECT_EQ(refused.error().kind, JsonPatchError::Kind::TooLarge);
    EXPECT_EQ(refused.error().message, "The allowed maximum operations in a JSON patch is 10000, got 10001");
}

TEST(JsonPatchLimits, CopiesCannotMultiplyWithoutEnd) {
    JsonArray patch;
    for (int i = 0; i < 64; ++i) {
        patch.push_back(*parse_json(R"({"op":"copy","from":"/a","path":"/a/-"})"));
    }
    const auto refused = try_json_patch(*parse_json(R"({"a":["xxxxxxxxxxxxxxxx"]})"), Json(patch));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, JsonPatchError::Kind::Inapplicable);
}

}  // namespace
}  // namespace flotilla::kube

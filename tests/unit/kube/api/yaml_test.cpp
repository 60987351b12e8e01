#include "flotilla/kube/api/yaml.hpp"

#include <random>

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

struct Scalar {
    std::string_view yaml;
    std::string_view json;
};

class YamlScalar : public testing::TestWithParam<Scalar> {};

TEST_P(YamlScalar, HasTheTypeOfTheCoreSchema) {
    const auto parsed = parse_yaml(GetParam().yaml);
    ASSERT_THAT(parsed, IsOk()) << GetParam().yaml;
    EXPECT_EQ(to_json(*parsed), GetParam().json) << GetParam().yaml;
}

INSTANTIATE_TEST_SUITE_P(
    Values,
    YamlScalar,
    testing::Values(
        Scalar{"1", "1"},
        Scalar{"-17", "-17"},
        Scalar{"+3", "3"},
        Scalar{"0x1F", "31"},
        Scalar{"0o17", "15"},
        Scalar{"0644", "420"},
        Scalar{"089", "89"},
        Scalar{"1.5", "1.5"},
        Scalar{"1e3", "1000"},
        Scalar{".5", "0.5"},
        Scalar{"1.", "1"},
        Scalar{"true", "true"},
        Scalar{"False", "false"},
        Scalar{"yes", "\"yes\""},
        Scalar{"on", "\"on\""},
        Scalar{"null", "null"},
        Scalar{"~", "null"},
        Scalar{"'1'", "\"1\""},
        Scalar{"\"true\"", "\"true\""},
        Scalar{"!!str 5", "\"5\""},
        Scalar{"250m", "\"250m\""},
        Scalar{"1.2.3", "\"1.2.3\""},
        Scalar{"1e", "\"1e\""},
        Scalar{"-", "[null]"},
        Scalar{"2026-01-01", "\"2026-01-01\""},
        Scalar{"12:30", "\"12:30\""},
        Scalar{".inf", "\".inf\""},
        Scalar{"1e999", "\"1e999\""},
        Scalar{"18446744073709551615", "18446744073709551615"},
        Scalar{"a: |\n  x\n  y\n", "{\"a\":\"x\\ny\\n\"}"},
        Scalar{"1: a\ntrue: b", "{\"1\":\"a\",\"true\":\"b\"}"},
        Scalar{"", "null"},
        Scalar{"{\"a\": [1, 2]}", "{\"a\":[1,2]}"}
    )
);

TEST(Yaml, SplitsDocumentsAndLeavesOutEmptyOnes) {
    const auto documents = parse_yaml_documents("---\na: 1\n---\n# nothing\n---\nb: 2\n...\n");
    ASSERT_THAT(documents, IsOk());
    ASSERT_EQ(documents->size(), 2U);
    EXPECT_EQ(to_json(documents->at(1)), R"({"b":2})");
    EXPECT_THAT(parse_yaml("a: 1\n---\nb: 2\n"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("found 2")));
}

TEST(Yaml, UnderstandsAnchorsAndMerges) {
    EXPECT_EQ(
        to_json(*parse_yaml("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n")),
        R"({"base":{"x":1,"y":2},"use":{"y":3,"x":1}})"
    );
    EXPECT_THAT(parse_yaml("a:\n  <<: 3\n"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("map merge")));
}

TEST(Yaml, SaysWhereItIsWrong) {
    EXPECT_THAT(
        parse_yaml("a: 1\nb: [1, 2\nc: 3\n"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("line "))
    );
    EXPECT_THAT(
        parse_yaml("a: 1\nb: 2\na: 3\n"),
        FailsWith(ErrorCode::InvalidArgument, "invalid YAML: line 3, column 1: key \"a\" already set in map")
    );
    EXPECT_THAT(
        parse_yaml("? [1]\n: x\n"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("a key must be"))
    );
}

TEST(Yaml, IsNotBlownUp) {
    std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        laughs += fmt::format(
            "a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", i, i - 1
        );
    }
    EXPECT_THAT(parse_yaml(laughs), FailsWith(ErrorCode::InvalidArgument, HasSubstr("aliases of aliases")));
    EXPECT_THAT(
        parse_yaml(std::string(300, '[') + std::string(300, ']')),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("too deep"))
    );
    EXPECT_FALSE(parse_yaml(std::string(200'000, '[')));
    // A nest of aliases is as deep as what they stand for.
    const std::string nest(200, '[');
    const std::string close(200, ']');
    EXPECT_THAT(
        parse_yaml("a: &a " + nest + close + "\nb: " + nest + "*a" + close + "\n"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("too deep"))
    );
}

TEST(Yaml, EndsForInputsThatItsParserDoesNotEndFor) {
    EXPECT_THAT(
        parse_yaml(",: [1, {b: \""), FailsWith(ErrorCode::InvalidArgument, HasSubstr("unexpected character"))
    );
}

TEST(Yaml, WritesAsKubectlDoes) {
    const Json pod = *parse_json(
        R"({"metadata":{"name":"web","labels":{"a":"1","b":"true","c":"x y"},"empty":{}},"spec":{"containers":[{"name":"c","args":["-x","a: b"],"text":"l1\nl2\n"},{"name":"d"}],"none":[],"n":null,"deep":[[1,2],[3]]}})"
    );
    const std::string text = to_yaml(pod);
    EXPECT_EQ(
        text,
        "metadata:\n  name: web\n  labels:\n    a: \"1\"\n    b: \"true\"\n    c: x y\n  empty: {}\nspec:\n  "
        "containers:\n"
        "  - name: c\n    args:\n    - \"-x\"\n    - \"a: b\"\n    text: |\n      l1\n      l2\n  - name: "
        "d\n  none: []\n  \"n\": null\n"
        "  deep:\n  - - 1\n    - 2\n  - - 3\n"
    );
    EXPECT_EQ(*parse_yaml(text), pod);
}

TEST(Yaml, ReadsWhatItWrites) {
    constexpr std::string_view kBytes = "ab:#-?&*!|>'\"%@`{}[], \n\t\\0123.eyn~\r\x7f";
    for (std::uint32_t seed = 0; seed < 5'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random{seed};
        std::string text;
        for (std::size_t i = random() % 12; i > 0; --i) {
            text += kBytes[random() % kBytes.size()];
        }
        JsonObject object;
        object["key"] = text;
        object[text] = JsonArray{text, text};
        const Json json(object);
        const auto again = parse_yaml(to_yaml(json));
        ASSERT_THAT(again, IsOk()) << to_yaml(json);
        EXPECT_EQ(*again, json) << to_yaml(json);
    }
}

}  // namespace
}  // namespace flotilla::kube

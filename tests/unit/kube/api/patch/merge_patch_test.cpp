#include "flotilla/kube/api/patch/merge_patch.hpp"

#include <random>

#include <gtest/gtest.h>

namespace flotilla::kube {
namespace {

struct Case {
    std::string_view target;
    std::string_view patch;
    std::string_view result;
};

class MergePatch : public testing::TestWithParam<Case> {};

TEST_P(MergePatch, DoesAsRfc7386Says) {
    const Case& c = GetParam();
    EXPECT_EQ(apply_merge_patch(*parse_json(c.target), *parse_json(c.patch)), *parse_json(c.result))
        << c.patch;
}

INSTANTIATE_TEST_SUITE_P(
    AppendixA,
    MergePatch,
    testing::Values(
        Case{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
        Case{R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
        Case{R"({"a":"b"})", R"({"a":null})", "{}"},
        Case{R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
        Case{R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
        Case{R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
        Case{R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
        Case{R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
        Case{R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
        Case{R"({"a":"b"})", R"(["c"])", R"(["c"])"},
        Case{R"({"a":"foo"})", "null", "null"},
        Case{R"({"a":"foo"})", R"("bar")", R"("bar")"},
        Case{R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
        Case{"[1,2]", R"({"a":"b","c":null})", R"({"a":"b"})"},
        Case{"{}", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"}
    )
);

/// Any value without nulls in objects, which a merge patch cannot say.
Json arbitrary(std::mt19937& random, int depth) {
    switch (random() % (depth > 3 ? 3 : 5)) {
        case 0:
            return static_cast<std::int64_t>(random() % 3);
        case 1:
            return random() % 2 == 0;
        case 2:
            return random() % 2 == 0 ? "x" : "y";
        case 3: {
            JsonArray out;
            for (std::size_t i = random() % 3; i > 0; --i) {
                out.push_back(arbitrary(random, depth + 1));
            }
            return out;
        }
        default: {
            JsonObject out;
            for (std::size_t i = random() % 4; i > 0; --i) {
                out[std::string(1, static_cast<char>('a' + random() % 4))] = arbitrary(random, depth + 1);
            }
            return out;
        }
    }
}

TEST(MakeMergePatch, TurnsOneValueIntoTheOther) {
    for (std::uint32_t seed = 0; seed < 3'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random{seed};
        const Json from = arbitrary(random, 0);
        const Json to = arbitrary(random, 0);
        const Json patch = make_merge_patch(from, to);
        EXPECT_EQ(apply_merge_patch(from, patch), to) << to_json(from) << " " << to_json(patch);
        if (from.is_object()) {
            EXPECT_EQ(to_json(make_merge_patch(from, from)), "{}");
        }
    }
}

}  // namespace
}  // namespace flotilla::kube

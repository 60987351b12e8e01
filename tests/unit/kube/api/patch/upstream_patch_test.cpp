#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "flotilla/kube/api/patch/json_patch.hpp"
#include "flotilla/kube/api/patch/merge_patch.hpp"

namespace flotilla::kube {
namespace {

TEST(Patches, DoWhatTheLibraryOfTheApiServerDoes) {
    std::ifstream file{FLOTILLA_TEST_DATA "/golden/kube/patch.tsv"};  // tools/golden/kube
    std::string line;
    std::size_t count = 0;
    for (; std::getline(file, line); ++count) {
        std::istringstream fields{line};
        std::string kind;
        std::string document;
        std::string patch;
        std::string wanted;
        std::getline(fields, kind, '\t');
        std::getline(fields, document, '\t');
        std::getline(fields, patch, '\t');
        std::getline(fields, wanted);
        SCOPED_TRACE(line);
        const Json before = *parse_json(document);
        const Json change = *parse_json(patch);
        const auto after =
            kind == "json" ? try_json_patch(before, change) : apply_merge_patch(before, change);
        const auto expected = parse_json(wanted);
        EXPECT_EQ(after.has_value(), expected.has_value());
        if (after && expected) {
            EXPECT_EQ(*after, *expected) << to_json(*after);
        }
    }
    EXPECT_EQ(count, 3'000U);
}

}  // namespace
}  // namespace flotilla::kube

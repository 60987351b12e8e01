#include "flotilla/base/json_string.hpp"

#include <gtest/gtest.h>

namespace flotilla {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "before";
    append_json_string(out, text);
    return out;
}

TEST(JsonString, PutsTextInQuotesBehindWhatIsThere) {
    EXPECT_EQ(quoted(""), "before\"\"");
    EXPECT_EQ(quoted("plain"), "before\"plain\"");
}

TEST(JsonString, EscapesWhatAStringMayNotHold) {
    EXPECT_EQ(quoted("\"a\"\\b"), R"(before"\"a\"\\b")");
    EXPECT_EQ(quoted("a\nb\rc\td"), R"(before"a\nb\rc\td")");
    EXPECT_EQ(quoted(std::string_view{"\0\x1F\x7F", 3}), "before\"\\u0000\\u001f\x7F\"");
}

TEST(JsonString, LeavesOtherAlphabetsAlone) {
    EXPECT_EQ(quoted("gr\xC3\xBC\xC3\x9F"), "before\"gr\xC3\xBC\xC3\x9F\"");
}

}  // namespace
}  // namespace flotilla

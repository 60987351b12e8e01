#include "flotilla/kube/api/json.hpp"

#include <bit>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

std::string nested(std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
}

TEST(Json, WritesWholeDoublesAsIntegers) {
    EXPECT_EQ(to_json(Json(100.0)), "100");
    EXPECT_EQ(to_json(Json(-3.0)), "-3");
    EXPECT_EQ(to_json(Json(0.1)), "0.1");
    EXPECT_EQ(to_json(Json(1e15)), "1000000000000000");
    EXPECT_EQ(to_json(*parse_json("[1E2,1e-1,1e300]")), "[100,0.1,1e+300]");
}

TEST(Json, WritesAllIntegersExactly) {
    EXPECT_EQ(
        to_json(*parse_json("[9223372036854775807,-9223372036854775808,18446744073709551615]")),
        "[9223372036854775807,-9223372036854775808,18446744073709551615]"
    );
}

TEST(Json, EscapesWhatMustBe) {
    EXPECT_EQ(to_json(Json("a\"b\\c\n\t\r\x01<>&ü")), "\"a\\\"b\\\\c\\n\\t\\r\\u0001<>&ü\"");
    EXPECT_EQ(to_json(*parse_json(R"(["\u00e4\ud83d\ude00\/"])")), "[\"ä😀/\"]");
}

TEST(Json, ReadsDoublesBackAsTheyWereWritten) {
    std::mt19937_64 random{1};
    for (int i = 0; i < 20'000; ++i) {
        const auto number = std::bit_cast<double>(random());
        if (std::isfinite(number)) {
            EXPECT_EQ(parse_json(to_json(Json(number)))->to_number<double>(), number);
        }
    }
    EXPECT_EQ(
        to_json(*parse_json("[0.30000000000000004,5e-324,1e-400,0e5031,-0.0]")),
        "[0.30000000000000004,5e-324,0,0,0]"
    );
}

TEST(Json, OfEqualKeysTheLastWins) {
    EXPECT_EQ(to_json(*parse_json(R"({"a":1,"b":2,"a":3})")), R"({"a":3,"b":2})");
}

TEST(Json, RefusesWhatIsNoJson) {
    for (const std::string_view text :
         {"",
          " ",
          "{",
          "[1,]",
          "{\"a\":1,}",
          "01",
          "1.",
          ".5",
          "+1",
          "1e",
          "nul",
          "tru",
          "\"",
          "\"\\x\"",
          "\"\\ud800\"",
          "\"\\udc00\"",
          "\"\x01\"",
          "{a:1}",
          "'a'",
          "[1 2]",
          "{\"a\" 1}",
          "1 2",
          "\"\xff\"",
          "\"\xc0\x80\"",
          "\"\xed\xa0\x80\"",
          "\"\xf4\x90\x80\x80\"",
          "NaN",
          "Infinity",
          "-",
          "[}",
          "1e999",
          "-1e400",
          "1e99999999999",
          "/**/1"}) {
        EXPECT_THAT(
            parse_json(text), FailsWith(ErrorCode::InvalidArgument, HasSubstr("invalid JSON at byte"))
        ) << text;
    }
}

TEST(Json, SaysWhereItIsWrong) {
    EXPECT_THAT(
        parse_json(R"({"a":1,"b":tru})"),
        FailsWith(ErrorCode::InvalidArgument, "invalid JSON at byte 11: wanted a value")
    );
}

TEST(Json, NestsAsDeepAsPromisedAndNoDeeper) {
    EXPECT_THAT(parse_json(nested(kMaxJsonDepth)), IsOk());
    EXPECT_THAT(
        parse_json(nested(kMaxJsonDepth + 1)),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("nested too deep"))
    );
    EXPECT_THAT(
        parse_json(std::string(1'000'000, '[')),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("nested too deep"))
    );
}

TEST(Json, FindsAndPlacesAlongAPath) {
    Json json = *parse_json(R"({"spec":{"replicas":3,"paused":true,"name":"x","half":0.5,"whole":4.0}})");
    EXPECT_EQ(find_int(json, {"spec", "replicas"}), 3);
    EXPECT_EQ(find_int(json, {"spec", "whole"}), 4);
    EXPECT_EQ(find_int(json, {"spec", "half"}), std::nullopt);
    EXPECT_EQ(find_bool(json, {"spec", "paused"}), true);
    EXPECT_EQ(find_string(json, {"spec", "name"}), "x");
    EXPECT_EQ(find_string(json, {"spec", "replicas"}), std::nullopt);
    EXPECT_EQ(find(json, {"status", "phase"}), nullptr);
    EXPECT_EQ(find(json, {"spec", "name", "deeper"}), nullptr);
    place(json, {"status", "a.b/c"}) = 7;
    EXPECT_EQ(find_int(json, {"status", "a.b/c"}), 7);
    EXPECT_TRUE(remove(json, {"spec", "replicas"}));
    EXPECT_FALSE(remove(json, {"spec", "replicas"}));
    EXPECT_FALSE(remove(json, {"no", "where"}));
}

}  // namespace
}  // namespace flotilla::kube

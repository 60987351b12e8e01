#include "flotilla/base/base64.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

TEST(Base64, EncodesTheVectorsOfTheStandard) {
    EXPECT_EQ(base64_encode(""), "");
    EXPECT_EQ(base64_encode("f"), "Zg==");
    EXPECT_EQ(base64_encode("fo"), "Zm8=");
    EXPECT_EQ(base64_encode("foo"), "Zm9v");
    EXPECT_EQ(base64_encode("foob"), "Zm9vYg==");
    EXPECT_EQ(base64_encode("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64_encode("foobar"), "Zm9vYmFy");
}

TEST(Base64, DecodesWhatItEncodes) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_THAT(base64_decode(base64_encode(bytes)), IsOkAnd(bytes)) << i;
        bytes += static_cast<char>(i * 37);
    }
}

TEST(Base64, TakesLineBreaksAsFilesHaveThem) {
    EXPECT_THAT(base64_decode("Zm9v\r\nYmFy\n"), IsOkAnd(std::string{"foobar"}));
}

TEST(Base64, RefusesEverythingElse) {
    for (const char* text : {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Z!==", "Zm9v-", "Zm 9v"}) {
        EXPECT_THAT(
            base64_decode(text), FailsWith(ErrorCode::InvalidArgument, HasSubstr("illegal base64 data"))
        ) << text;
    }
}

}  // namespace
}  // namespace flotilla

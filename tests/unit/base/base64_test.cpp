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

TEST(Base64, TellsWhereATextStopsBeingBase64) {
    EXPECT_EQ(first_bad_base64("Zm9v\nZg=="), std::nullopt);
    EXPECT_EQ(first_bad_base64("Zm9v-"), 4U);
    EXPECT_EQ(first_bad_base64("Zg==Zg=="), 4U);
    EXPECT_EQ(first_bad_base64("Zg="), 3U);  // it ends too early
}

TEST(Base64, KnowsTheSizeOfWhatATextStandsFor) {
    std::string bytes;
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(base64_decoded_size(base64_encode(bytes)), bytes.size());
        bytes += 'x';
    }
}

TEST(Base64, ForUrlsHasItsOwnAlphabetAndNoPadding) {
    EXPECT_EQ(base64url_encode("\xFB\xFF\xFE!"), "-__-IQ");
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes) << i;
        bytes += static_cast<char>(i * 37);
    }
    for (const char* text : {"Zg==", "Z", "Zm9v+", "Zm9v/", "Zm9v\n", "Zm 9"}) {
        EXPECT_EQ(base64url_decode(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace flotilla

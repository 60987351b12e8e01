#include "flotilla/kube/api/base64.hpp"

#include <random>

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing_support::IsOk;

TEST(Base64, KnowsTheVectorsOfRfc4648) {
    EXPECT_EQ(encode_base64(""), "");
    EXPECT_EQ(encode_base64("f"), "Zg==");
    EXPECT_EQ(encode_base64("fo"), "Zm8=");
    EXPECT_EQ(encode_base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(decode_base64("Zm9v\nYmE=\r\n"), "fooba");
}

TEST(Base64, ReadsWhatItWrites) {
    std::mt19937 random{1};
    for (std::size_t size = 0; size < 200; ++size) {
        std::string bytes(size, '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(random());
        }
        EXPECT_EQ(decode_base64(encode_base64(bytes)), bytes);
    }
}

TEST(Base64, RefusesWhatIsNone) {
    for (const std::string_view text :
         {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zm8=Zg==", "Zm 8=", "Zm9-", "Zg=a"}) {
        EXPECT_FALSE(decode_base64(text)) << text;
    }
}

}  // namespace
}  // namespace flotilla::kube

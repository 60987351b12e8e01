#include "flotilla/kube/api/sensitive.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace flotilla::kube {
namespace {

TEST(Sensitive, NeverPrintsItself) {
    const Sensitive secret{"hunter2"};
    std::ostringstream out;
    out << secret;
    EXPECT_EQ(out.str(), "[redacted]");
    EXPECT_EQ(fmt::format("{}", secret), "[redacted]");
    EXPECT_EQ(fmt::format("{:>12}", secret), "  [redacted]");
    EXPECT_EQ(testing::PrintToString(secret), "[redacted]");
    EXPECT_EQ(secret.reveal(), "hunter2");
}

}  // namespace
}  // namespace flotilla::kube

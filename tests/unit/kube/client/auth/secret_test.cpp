#include "flotilla/kube/client/auth/secret.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "flotilla/kube/client/auth/kubeconfig.hpp"

namespace flotilla::kube {
namespace {

TEST(Secret, NeverPrintsItself) {
    const Secret secret{"hunter2"};
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

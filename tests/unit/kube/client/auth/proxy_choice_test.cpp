#include "flotilla/kube/client/auth/proxy_choice.hpp"

#include <gtest/gtest.h>

namespace flotilla::kube {
namespace {

struct Case {
    std::string_view server;
    std::string_view no_proxy;
    bool is_direct;
};
class NoProxy : public testing::TestWithParam<Case> {};
TEST_P(NoProxy, ExcludesWhatItNames) {
    const EnvironmentVariables environment{
        {{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", std::string{GetParam().no_proxy}}}
    };
    const auto server = io::http::parse_url(GetParam().server).value();
    EXPECT_EQ(proxy_for(server, environment).empty(), GetParam().is_direct)
        << GetParam().server << " with " << GetParam().no_proxy;
}
INSTANTIATE_TEST_SUITE_P(
    Rules,
    NoProxy,
    testing::Values(
        Case{"https://a.example.com", "", false},
        Case{"https://localhost:6443", "", true},
        Case{"https://127.0.0.5", "", true},
        Case{"https://[::1]", "", true},
        Case{"https://a.example.com", "*", true},
        Case{"https://a.example.com", "example.com", true},
        Case{"https://example.com", "example.com", true},
        Case{"https://example.com", ".example.com", false},
        Case{"https://a.example.com", ".example.com", true},
        Case{"https://badexample.com", "example.com", false},
        Case{"https://A.Example.com", "x, EXAMPLE.com ,y", true},
        Case{"https://a.example.com:6443", "example.com:6443", true},
        Case{"https://a.example.com:6443", "example.com:443", false},
        Case{"https://10.1.2.3", "10.0.0.0/8", true},
        Case{"https://11.1.2.3", "10.0.0.0/8", false},
        Case{"https://10.1.2.3", "10.1.2.3", true},
        Case{"https://10.1.2.3:6443", "10.1.2.3:6443", true},
        Case{"https://10.1.2.30", "10.1.2.3", false},
        Case{"https://[fd00::1]:6443", "fd00::/8", true},
        Case{"https://[fd00::1]:6443", "[fd00::1]:6443", true},
        Case{"https://[fd00::1]", "fd00::1", true},
        Case{"https://10.1.2.3", "10.0.0.0/nonsense,,", false}
    )
);

TEST(ProxyFor, ChoosesByScheme) {
    const EnvironmentVariables environment{{{"https_proxy", "s:1"}, {"HTTP_PROXY", "http://h:2"}}};
    EXPECT_EQ(proxy_for(io::http::parse_url("https://x").value(), environment), "http://s:1");
    EXPECT_EQ(proxy_for(io::http::parse_url("http://x").value(), environment), "http://h:2");
    EXPECT_EQ(proxy_for(io::http::parse_url("https://x").value(), EnvironmentVariables{}), "");
}

}  // namespace
}  // namespace flotilla::kube

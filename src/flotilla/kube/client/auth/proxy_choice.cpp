#include "flotilla/kube/client/auth/proxy_choice.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace flotilla::kube {
namespace {

namespace ip = boost::asio::ip;
using io::http::Url;

std::optional<std::string> variable(
    const EnvironmentVariables& environment, const char* upper, const char* lower
) {
    auto value = environment.find(upper);
    return value ? value : environment.find(lower);
}

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lower;
}

bool is_in_network(const ip::address& address, const std::string& rule) {
    boost::system::error_code error;
    if (address.is_v4()) {
        const auto network = ip::make_network_v4(rule, error);
        return !error && ip::make_network_v4(address.to_v4(), network.prefix_length()).canonical() ==
                             network.canonical();
    }
    const auto network = ip::make_network_v6(rule, error);
    return !error &&
           ip::make_network_v6(address.to_v6(), network.prefix_length()).canonical() == network.canonical();
}

bool matches(std::string rule, const Url& server) {
    if (rule == "*") {
        return true;
    }
    boost::system::error_code no_address;
    const auto address = ip::make_address(server.host, no_address);
    if (rule.find('/') != std::string::npos) {
        return !no_address && is_in_network(address, rule);
    }
    const std::size_t colon = rule.rfind(':');
    if (colon != std::string::npos && (rule.find(':') == colon || rule.front() == '[')) {
        if (rule.substr(colon + 1) != std::to_string(server.port)) {
            return false;
        }
        rule.resize(colon);
    }
    if (!no_address) {
        if (rule.starts_with('[') && rule.ends_with(']')) {
            rule = rule.substr(1, rule.size() - 2);
        }
        boost::system::error_code error;
        return ip::make_address(rule, error) == address && !error;
    }
    const std::string host = lower_case(server.host);
    const std::string domain = lower_case(rule.starts_with('.') ? rule.substr(1) : rule);
    return (host == domain && !rule.starts_with('.')) || host.ends_with("." + domain);
}

bool is_loopback(const std::string& host) {
    boost::system::error_code no_address;
    const auto address = ip::make_address(host, no_address);
    return no_address ? host == "localhost" : address.is_loopback();
}

bool is_excluded(const Url& server, std::string_view rules) {
    while (!rules.empty()) {
        std::string_view rule = rules.substr(0, rules.find(','));
        rules.remove_prefix(std::min(rules.size(), rule.size() + 1));
        const std::size_t first = rule.find_first_not_of(' ');
        if (first == std::string_view::npos) {
            continue;
        }
        rule = rule.substr(first, rule.find_last_not_of(' ') - first + 1);
        if (matches(std::string{rule}, server)) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::string proxy_for(const Url& server, const EnvironmentVariables& environment) {
    const auto proxy = server.scheme == "https" ? variable(environment, "HTTPS_PROXY", "https_proxy")
                                                : variable(environment, "HTTP_PROXY", "http_proxy");
    const std::string rules = variable(environment, "NO_PROXY", "no_proxy").value_or("");
    if (!proxy || is_loopback(server.host) || is_excluded(server, rules)) {
        return {};
    }
    return proxy->find("://") == std::string::npos ? "http://" + *proxy : *proxy;
}

}  // namespace flotilla::kube

#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flotilla::cli {

struct LoadUsersArguments {
    std::string server;
    std::optional<std::string> users;
    std::optional<std::string> rate;
    std::string length = "60s";
    std::string warm_up = "0s";
    std::optional<std::string> get;
    std::optional<std::string> think;
    double spawn_rate = 50;
    bool is_even = false;
    std::string timeout = "20s";
    std::size_t connections = 512;
    std::vector<std::string> fields;
    std::uint64_t seed = 1;
    std::string json;
    std::string csv;
    std::string hdr;
};

int run_load_users(const LoadUsersArguments& arguments);

}  // namespace flotilla::cli

#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace flotilla::cluster {

/// Who asks.
struct User {
    std::string name;
    std::string uid{};
    std::vector<std::string> groups{};
    std::map<std::string, std::vector<std::string>> extra{};

    [[nodiscard]] bool is_in(std::string_view group) const {
        return std::ranges::find(groups, group) != groups.end();
    }
};

inline constexpr std::string_view kMasters = "system:masters";
inline constexpr std::string_view kAuthenticated = "system:authenticated";
inline constexpr std::string_view kUnauthenticated = "system:unauthenticated";
inline constexpr std::string_view kAnonymous = "system:anonymous";
inline constexpr std::string_view kUnsecured = "system:unsecured";

}  // namespace flotilla::cluster

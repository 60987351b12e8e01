#include "flotilla/cluster/apiserver/authn/distinguished_name.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kSpecial = ",+\"\\<>;";

/// Takes one "KEY=value" off the front, unescaped.
std::string take_attribute(std::string_view& rest) {
    std::string attribute;
    std::size_t i = 0;
    for (; i < rest.size() && rest[i] != ',' && rest[i] != '+'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size()) {
            ++i;
        }
        attribute.push_back(rest[i]);
    }
    rest.remove_prefix(std::min(i + 1, rest.size()));
    return attribute;
}

}  // namespace

User user_of_subject(std::string_view subject) {
    User user;
    while (!subject.empty()) {
        const std::string attribute = take_attribute(subject);
        if (attribute.starts_with("CN=")) {
            user.name = attribute.substr(3);
        } else if (attribute.starts_with("O=")) {
            user.groups.push_back(attribute.substr(2));
        }
    }
    return user;
}

std::string escape_distinguished_name(std::string_view value) {
    std::string escaped;
    for (const char c : value) {
        if (kSpecial.find(c) != std::string_view::npos) {
            escaped.push_back('\\');
        }
        escaped.push_back(c);
    }
    return escaped;
}

}  // namespace flotilla::cluster

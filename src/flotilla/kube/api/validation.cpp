#include "flotilla/kube/api/validation.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace flotilla::kube {
namespace {

constexpr std::size_t kMaxSubdomain = 253;
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxPortName = 15;

constexpr std::string_view kQualifiedName =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. "
    "'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower_or_digit(char c) {
    return is_lower(c) || is_digit(c);
}
bool is_alphanumeric(char c) {
    return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z');
}
bool is_dns_inner(char c) {
    return is_lower_or_digit(c) || c == '-';
}
bool is_name_inner(char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

/// Not empty, `edge` at both ends, `inner` between.
bool is_made_of(std::string_view text, bool (*edge)(char), bool (*inner)(char)) {
    return !text.empty() && edge(text.front()) && edge(text.back()) &&
           std::all_of(text.begin(), text.end(), inner);
}

bool is_dns_label(std::string_view text) {
    return is_made_of(text, is_lower_or_digit, is_dns_inner);
}

bool is_subdomain(std::string_view text) {
    while (true) {
        const auto dot = text.find('.');
        if (!is_dns_label(text.substr(0, dot))) {
            return false;
        }
        if (dot == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(dot + 1);
    }
}

std::string too_long(std::size_t most) {
    return fmt::format("must be no more than {} characters", most);
}

}  // namespace

Complaints check_dns1123_subdomain(std::string_view name) {
    Complaints out;
    if (name.size() > kMaxSubdomain) {
        out.push_back(too_long(kMaxSubdomain));
    }
    if (!is_subdomain(name)) {
        out.emplace_back(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
            "and must start "
            "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        );
    }
    return out;
}

Complaints check_dns1123_label(std::string_view name) {
    Complaints out;
    if (name.size() > kMaxLabel) {
        out.push_back(too_long(kMaxLabel));
    }
    if (is_dns_label(name)) {
        return out;
    }
    if (is_subdomain(name)) {
        out.emplace_back("must not contain dots");
    } else {
        out.emplace_back(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
            "start and end "
            "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
        );
    }
    return out;
}

Complaints check_dns1035_label(std::string_view name) {
    Complaints out;
    if (name.size() > kMaxLabel) {
        out.push_back(too_long(kMaxLabel));
    }
    if (!is_dns_label(name) || !is_lower(name.front())) {
        out.emplace_back(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
            "alphabetic character, "
            "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
            "validation is "
            "'[a-z]([-a-z0-9]*[a-z0-9])?')"
        );
    }
    return out;
}

Complaints check_path_segment(std::string_view name) {
    if (name == "." || name == "..") {
        return {fmt::format("may not be '{}'", name)};
    }
    Complaints out;
    for (const char c : {'/', '%'}) {
        if (name.find(c) != std::string_view::npos) {
            out.push_back(fmt::format("may not contain '{}'", c));
        }
    }
    return out;
}

Complaints check_qualified_name(std::string_view name) {
    Complaints out;
    const auto slash = name.find('/');
    if (slash != name.rfind('/')) {
        return {fmt::format(
            "a qualified name {} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
            kQualifiedName
        )};
    }
    if (slash != std::string_view::npos) {
        const std::string_view prefix = name.substr(0, slash);
        name.remove_prefix(slash + 1);
        if (prefix.empty()) {
            out.emplace_back("prefix part must be non-empty");
        } else {
            for (const std::string& complaint : check_dns1123_subdomain(prefix)) {
                out.push_back("prefix part " + complaint);
            }
        }
    }
    if (name.empty()) {
        out.emplace_back("name part must be non-empty");
    } else if (name.size() > kMaxLabel) {
        out.push_back("name part " + too_long(kMaxLabel));
    }
    if (!is_made_of(name, is_alphanumeric, is_name_inner)) {
        out.push_back(fmt::format("name part {}", kQualifiedName));
    }
    return out;
}

Complaints check_label_value(std::string_view value) {
    Complaints out;
    if (value.size() > kMaxLabel) {
        out.push_back(too_long(kMaxLabel));
    }
    if (!value.empty() && !is_made_of(value, is_alphanumeric, is_name_inner)) {
        out.emplace_back(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
            "and must start and "
            "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
            "validation is "
            "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
        );
    }
    return out;
}

Complaints check_port_name(std::string_view name) {
    Complaints out;
    if (name.size() > kMaxPortName) {
        out.push_back(too_long(kMaxPortName));
    }
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_dns_inner)) {
        out.emplace_back("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (std::none_of(name.begin(), name.end(), is_lower)) {
        out.emplace_back("must contain at least one letter (a-z)");
    }
    if (name.find("--") != std::string_view::npos) {
        out.emplace_back("must not contain consecutive hyphens");
    }
    if (!name.empty() && (name.front() == '-' || name.back() == '-')) {
        out.emplace_back("must not begin or end with a hyphen");
    }
    return out;
}

}  // namespace flotilla::kube

#include <algorithm>
#include <array>
#include <charconv>

#include "flotilla/base/base64.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/cluster/schema/custom/value_validation.hpp"
#include "flotilla/cluster/schema/pattern.hpp"

namespace flotilla::cluster::custom {
namespace {

bool is_date_time(std::string_view text) {
    return parse_time(text).has_value();
}

bool is_date(std::string_view text) {
    constexpr std::size_t kLength = 10;
    return text.size() == kLength && parse_time(fmt::format("{}T00:00:00Z", text)).has_value();
}

bool is_duration(std::string_view text) {
    return parse_duration(text).has_value();
}

bool is_base64(std::string_view text) {
    return !first_bad_base64(text);
}

bool is_ipv4(std::string_view text) {
    constexpr int kParts = 4;
    for (int part = 0; part < kParts; ++part) {
        const std::size_t dot = text.find('.');
        const std::string_view digits = text.substr(0, dot);
        unsigned value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        const bool last = part + 1 == kParts;
        constexpr unsigned kHighest = 255;
        if (error != std::errc{} || end != digits.data() + digits.size() || value > kHighest ||
            (digits.size() > 1 && digits[0] == '0') || last != (dot == std::string_view::npos)) {
            return false;
        }
        text = last ? std::string_view{} : text.substr(dot + 1);
    }
    return true;
}

bool matches(std::string_view text, const char* expression) {
    const Result<Pattern> pattern = Pattern::compile(expression);
    return pattern && pattern->found_in(text);
}

bool is_ipv6(std::string_view text) {
    const bool shortened = text.find("::") != std::string_view::npos;
    const auto colons = std::ranges::count(text, ':');
    constexpr int kColons = 7;
    const bool parts = matches(text, "^[0-9a-fA-F:]*[0-9a-fA-F.:]*$") && !matches(text, "[0-9a-fA-F]{5}|:::");
    return parts && colons >= 2 && colons <= kColons + (shortened ? 1 : 0) &&
           (shortened || colons == kColons || text.find('.') != std::string_view::npos);
}

bool is_uuid(std::string_view text) {
    return matches(text, "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$");
}

bool is_email(std::string_view text) {
    return matches(text, R"(^[^@\s]+@[^@\s]+$)");
}

bool is_hostname(std::string_view text) {
    constexpr std::size_t kLongest = 255;
    return text.size() <= kLongest &&
           matches(
               text,
               R"(^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?$)"
           );
}

bool is_uri(std::string_view text) {
    return matches(text, R"(^([A-Za-z][A-Za-z0-9+.-]*:|/)\S*$)");
}

bool is_cidr(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
        return false;
    }
    const std::string_view address = text.substr(0, slash);
    return (is_ipv4(address) || is_ipv6(address)) && matches(text.substr(slash + 1), "^[0-9]{1,3}$");
}

bool is_mac(std::string_view text) {
    return matches(text, "(?i)^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$");
}

using Test = bool (*)(std::string_view);

}  // namespace

bool fits_format(std::string_view format, std::string_view text) {
    constexpr std::array<std::pair<std::string_view, Test>, 16> kFormats{{
        {"date-time", is_date_time},
        {"datetime", is_date_time},
        {"date", is_date},
        {"duration", is_duration},
        {"byte", is_base64},
        {"ipv4", is_ipv4},
        {"ipv6", is_ipv6},
        {"uuid", is_uuid},
        {"uuid3", is_uuid},
        {"uuid4", is_uuid},
        {"uuid5", is_uuid},
        {"email", is_email},
        {"hostname", is_hostname},
        {"uri", is_uri},
        {"cidr", is_cidr},
        {"mac", is_mac},
    }};
    const auto* found = std::ranges::find(kFormats, format, &std::pair<std::string_view, Test>::first);
    return found == kFormats.end() || found->second(text);
}

}  // namespace flotilla::cluster::custom

#include "flotilla/kube/api/detail/yaml_scalar.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

namespace flotilla::kube::detail {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool all_of(std::string_view text, bool (*is)(char)) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is);
}

bool is_decimal(char c) {
    return c >= '0' && c <= '9';
}

template <class Int>
std::optional<Int> whole(std::string_view digits, int base) {
    Int number = 0;
    const auto [stop, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    return failure == std::errc{} && stop == digits.data() + digits.size() ? std::optional{number}
                                                                           : std::nullopt;
}

/// Decimal, 0x, 0o, 0b, and 0777 as octal (as kubectl still reads it, for file modes).
std::optional<Json> integer(std::string_view text) {
    const bool negative = text.starts_with('-');
    std::string_view digits = text.substr(negative || text.starts_with('+') ? 1 : 0);
    int base = 10;
    if (digits.size() > 2 && digits[0] == '0' && is_one_of(digits.substr(1, 1), {"x", "o", "b"})) {
        base = digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : 2;
        digits.remove_prefix(2);
    } else if (digits.size() > 1 && digits[0] == '0') {
        base = 8;
        digits.remove_prefix(1);
    }
    if (!all_of(digits, [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; })) {
        return std::nullopt;
    }
    const std::string signed_digits = (negative ? "-" : "") + std::string{digits};
    if (const auto number = whole<std::int64_t>(signed_digits, base)) {
        return Json(*number);
    }
    if (const auto number = whole<std::uint64_t>(digits, base); number && !negative) {
        return Json(*number);
    }
    return std::nullopt;
}

/// [-+] digits [. digits] [e digits]; .5 and 5. too.
std::optional<Json> real(std::string_view text) {
    std::string_view number = text.substr(text.starts_with('+') ? 1 : 0);
    const std::string_view body = number.substr(number.starts_with('-') ? 1 : 0);
    if (body.empty() ||
        !(is_decimal(body[0]) || (body[0] == '.' && body.size() > 1 && is_decimal(body[1])))) {
        return std::nullopt;
    }
    if (body.find_first_not_of("0123456789.eE+-") != std::string_view::npos) {
        return std::nullopt;
    }
    double value = 0;
    const auto [stop, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool whole_text = stop == number.data() + number.size();
    return failure == std::errc{} && whole_text && std::isfinite(value) ? std::optional{Json(value)}
                                                                        : std::nullopt;
}

}  // namespace

Json resolve_yaml_scalar(std::string_view text) {
    if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) {
        return nullptr;
    }
    if (is_one_of(text, {"true", "True", "TRUE"})) {
        return true;
    }
    if (is_one_of(text, {"false", "False", "FALSE"})) {
        return false;
    }
    if (auto number = integer(text)) {
        return std::move(*number);
    }
    if (auto number = real(text)) {
        return std::move(*number);
    }
    return boost::json::string(text);
}

}  // namespace flotilla::kube::detail

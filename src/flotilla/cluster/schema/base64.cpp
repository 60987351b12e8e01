#include "flotilla/cluster/schema/base64.hpp"

namespace flotilla::cluster {
namespace {

bool is_digit_of_base64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

}  // namespace

std::optional<std::size_t> first_bad_base64(std::string_view text) {
    std::size_t digits = 0;
    std::size_t padding = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n' || c == '\r') {
            continue;
        }
        if (c == '=' && digits % 4 + padding >= 2 && digits % 4 + padding < 4) {
            ++padding;
        } else if (padding > 0 || !is_digit_of_base64(c)) {
            return i;
        } else {
            ++digits;
        }
    }
    if ((digits + padding) % 4 != 0) {
        return text.size();
    }
    return std::nullopt;
}

std::size_t base64_decoded_size(std::string_view text) {
    std::size_t digits = 0;
    for (const char c : text) {
        digits += is_digit_of_base64(c) ? 1 : 0;
    }
    return digits * 3 / 4;
}

}  // namespace flotilla::cluster

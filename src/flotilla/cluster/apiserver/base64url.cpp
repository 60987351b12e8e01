#include "flotilla/cluster/apiserver/base64url.hpp"

#include <cstdint>

namespace flotilla::cluster {

namespace {

constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode(std::string_view bytes, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char byte : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(byte);
        count += 8;
        while (count >= 6) {
            count -= 6;
            text.push_back(alphabet[(bits >> static_cast<unsigned>(count)) & 63U]);
        }
    }
    if (count > 0) {
        text.push_back(alphabet[(bits << static_cast<unsigned>(6 - count)) & 63U]);
    }
    return text;
}

int value_of(char c) {
    if (c == '+') {
        c = '-';
    } else if (c == '/') {
        c = '_';
    }
    const std::size_t found = kUrlAlphabet.find(c);
    return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

}  // namespace

std::string base64url_encode(std::string_view bytes) {
    return encode(bytes, kUrlAlphabet);
}

std::string base64_encode(std::string_view bytes) {
    std::string text = encode(bytes, kAlphabet);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> base64url_decode(std::string_view text) {
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const int value = value_of(c);
        if (value < 0) {
            return std::nullopt;
        }
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<char>((bits >> static_cast<unsigned>(count)) & 255U));
        }
    }
    return bytes;
}

}  // namespace flotilla::cluster

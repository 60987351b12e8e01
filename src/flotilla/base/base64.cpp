#include "flotilla/base/base64.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace flotilla {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::int8_t kNone = -1;

using Values = std::array<std::int8_t, 256>;

/// What each byte stands for: six bits, or kNone.
constexpr Values values_of(std::string_view alphabet) {
    Values values{};
    values.fill(kNone);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}

constexpr Values kValues = values_of(kAlphabet);
constexpr Values kUrlValues = values_of(kUrlAlphabet);

std::int8_t value_of(const Values& values, char c) {
    return values[static_cast<unsigned char>(c)];
}

std::string encode_unpadded(std::string_view bytes, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned count = 0;  // of the bits that no character has yet
    for (const char byte : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(byte);
        for (count += 8; count >= 6; count -= 6) {
            text += alphabet[(bits >> (count - 6)) & 63U];
        }
    }
    if (count > 0) {
        text += alphabet[(bits << (6 - count)) & 63U];
    }
    return text;
}

/// Of the bytes that the alphabet knows; all others are passed over.
std::string decode_known(std::string_view text, const Values& values) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const std::int8_t value = value_of(values, c);
        if (value == kNone) {
            continue;
        }
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((bits >> count) & 255U);
        }
    }
    return bytes;
}

bool is_line_end(char c) {
    return c == '\r' || c == '\n';
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string text = encode_unpadded(bytes, kAlphabet);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

Result<std::string> base64_decode(std::string_view text) {
    if (const auto bad = first_bad_base64(text)) {
        return fail(ErrorCode::InvalidArgument, fmt::format("illegal base64 data at input byte {}", *bad));
    }
    return decode_known(text, kValues);
}

std::optional<std::size_t> first_bad_base64(std::string_view text) {
    std::size_t count = 0;  // characters, the padding included
    bool is_padded = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_line_end(text[i])) {
            continue;
        }
        const bool is_padding = text[i] == '=' && count % 4 >= 2;
        const bool is_digit = value_of(kValues, text[i]) != kNone && !is_padded;
        if (!is_padding && !is_digit) {
            return i;
        }
        is_padded = is_padding;
        ++count;
    }
    return count % 4 == 0 ? std::nullopt : std::optional{text.size()};
}

std::size_t base64_decoded_size(std::string_view text) {
    std::size_t digits = 0;
    for (const char c : text) {
        digits += value_of(kValues, c) == kNone ? 0 : 1;
    }
    return digits * 3 / 4;
}

std::string base64url_encode(std::string_view bytes) {
    return encode_unpadded(bytes, kUrlAlphabet);
}

std::optional<std::string> base64url_decode(std::string_view text) {
    for (const char c : text) {
        if (value_of(kUrlValues, c) == kNone) {
            return std::nullopt;
        }
    }
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    return decode_known(text, kUrlValues);
}

}  // namespace flotilla

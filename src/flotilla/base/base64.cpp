#include "flotilla/base/base64.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace flotilla {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::int8_t kNone = -1;

constexpr std::array<std::int8_t, 256> kValues = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(kNone);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}();

bool is_line_end(char c) {
    return c == '\r' || c == '\n';
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8U) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= count ? kAlphabet[(group >> (18U - 6U * k)) & 63U] : '=';
        }
    }
    return text;
}

Result<std::string> base64_decode(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    std::size_t count = 0;  // characters, the padding included
    std::size_t padding = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_line_end(text[i])) {
            continue;
        }
        const std::int8_t value = kValues[static_cast<unsigned char>(text[i])];
        const bool is_padding = text[i] == '=' && count % 4 >= 2;
        if ((value == kNone && !is_padding) || (padding > 0 && !is_padding)) {
            return fail(ErrorCode::InvalidArgument, fmt::format("illegal base64 data at input byte {}", i));
        }
        padding += is_padding ? 1 : 0;
        group = (group << 6U) | static_cast<std::uint32_t>(is_padding ? 0 : value);
        if (++count % 4 == 0) {
            bytes += static_cast<char>(group >> 16U);
            bytes += static_cast<char>((group >> 8U) & 255U);
            bytes += static_cast<char>(group & 255U);
            group = 0;
        }
    }
    if (count % 4 != 0) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("illegal base64 data at input byte {}", text.size())
        );
    }
    bytes.resize(bytes.size() - padding);
    return bytes;
}

}  // namespace flotilla

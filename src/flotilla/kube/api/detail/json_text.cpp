#include "flotilla/kube/api/detail/json_text.hpp"

#include <cstdint>

namespace flotilla::kube::detail {
namespace {

constexpr bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

constexpr int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6U);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12U);
        put(0x80 | (code >> 6U & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18U);
        put(0x80 | (code >> 12U & 0x3F));
        put(0x80 | (code >> 6U & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

}  // namespace

int hex_quad(const char* at, const char* end) {
    if (end - at < 4) {
        return -1;
    }
    int value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hex_digit(at[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

void append_unescaped(std::string& out, std::string_view raw) {
    const char* at = raw.data();
    const char* end = at + raw.size();
    while (at != end) {
        if (*at != '\\') {
            out += *at++;
            continue;
        }
        constexpr std::string_view kNames = "bfnrt";
        constexpr std::string_view kBytes = "\b\f\n\r\t";
        if (at[1] != 'u') {
            const auto index = kNames.find(at[1]);
            out += index == std::string_view::npos ? at[1] : kBytes[index];
            at += 2;
            continue;
        }
        auto code = static_cast<std::uint32_t>(hex_quad(at + 2, end));
        at += 6;
        if (is_leading_surrogate(static_cast<int>(code))) {
            const auto low = static_cast<std::uint32_t>(hex_quad(at + 2, end));
            code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
            at += 6;
        }
        append_utf8(out, code);
    }
}

std::string compact_json(std::string_view valid) {
    std::string out;
    out.reserve(valid.size());
    bool in_text = false;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const char c = valid[i];
        if (in_text || !is_space(c)) {
            out += c;
        }
        if (in_text && c == '\\') {
            out += valid[++i];
        } else if (c == '"') {
            in_text = !in_text;
        }
    }
    return out;
}

}  // namespace flotilla::kube::detail

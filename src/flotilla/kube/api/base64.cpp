#include "flotilla/kube/api/base64.hpp"

#include <array>
#include <cstdint>

namespace flotilla::kube {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_values() {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}
constexpr auto kValues = make_values();

}  // namespace

std::string encode_base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t at) {
            return at < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at])) : 0U;
        };
        const std::uint32_t group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
        out += kAlphabet[group >> 18U & 63U];
        out += kAlphabet[group >> 12U & 63U];
        out += i + 1 < bytes.size() ? kAlphabet[group >> 6U & 63U] : '=';
        out += i + 2 < bytes.size() ? kAlphabet[group & 63U] : '=';
    }
    return out;
}

Result<std::string> decode_base64(std::string_view text) {
    const auto bad = [](std::size_t at) {
        return fail(ErrorCode::InvalidArgument, fmt::format("illegal base64 data at input byte {}", at));
    };
    std::string out;
    out.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    int digits = 0;
    int padding = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' || text[i] == '\r') {
            continue;
        }
        if (text[i] == '=') {
            if (digits < 2 || ++padding > 4 - digits) {
                return bad(i);
            }
            continue;
        }
        const int value = kValues[static_cast<unsigned char>(text[i])];
        if (value < 0 || padding != 0) {
            return bad(i);
        }
        group = group << 6U | static_cast<std::uint32_t>(value);
        if (++digits == 4) {
            out +=
                {static_cast<char>(group >> 16U), static_cast<char>(group >> 8U), static_cast<char>(group)};
            group = 0;
            digits = 0;
        }
    }
    if (digits == 1 || (digits != 0 && padding != 4 - digits)) {
        return bad(text.size());
    }
    if (digits >= 2) {
        out += static_cast<char>(group >> (digits == 2 ? 4U : 10U));
    }
    if (digits == 3) {
        out += static_cast<char>(group >> 2U);
    }
    return out;
}

}  // namespace flotilla::kube

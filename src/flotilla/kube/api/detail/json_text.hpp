#pragma once
#include <string>
#include <string_view>

/// The inside of JSON's strings.
namespace flotilla::kube::detail {

/// Four hexadecimal digits, or -1.
int hex_quad(const char* at, const char* end);

constexpr bool is_leading_surrogate(int unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

constexpr bool is_trailing_surrogate(int unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// The text that a raw one stands for. The raw text has been validated.
void append_unescaped(std::string& out, std::string_view raw);

/// Valid JSON without the white space between its tokens.
std::string compact_json(std::string_view valid);

}  // namespace flotilla::kube::detail

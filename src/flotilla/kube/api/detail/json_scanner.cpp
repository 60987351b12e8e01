#include "flotilla/kube/api/detail/json_scanner.hpp"

#include <array>
#include <cmath>
#include <cstdlib>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "flotilla/kube/api/detail/json_text.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube::detail {
namespace {

constexpr bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The first byte that a string's plain run ends at: a quote, a backslash, a control byte, or one beyond
/// ASCII.
const char* end_of_plain_run(const char* at, const char* end) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(' ');
    while (end - at >= 16) {
        __m128i block;
        __builtin_memcpy(&block, at, 16);
        // Bytes beyond ASCII are negative, so the comparison with a space finds them along with the control
        // bytes.
        const __m128i special = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash)),
            _mm_cmplt_epi8(block, space)
        );
        const int mask = _mm_movemask_epi8(special);
        if (mask != 0) {
            return at + __builtin_ctz(static_cast<unsigned>(mask));
        }
        at += 16;
    }
#endif
    while (at != end && *at != '"' && *at != '\\' && static_cast<signed char>(*at) >= 0x20) {
        ++at;
    }
    return at;
}

}  // namespace

bool JsonScanner::fail(const char* what) {
    if (error_ == nullptr) {
        error_ = what;
    }
    return false;
}

Error JsonScanner::error() const {
    return Error{
        ErrorCode::InvalidArgument,
        fmt::format("invalid JSON at byte {}: {}", position(), error_ == nullptr ? "no error" : error_)
    };
}

char JsonScanner::peek() {
    if (at_ != end_ && is_space(*at_)) {
        saw_space_ = true;
        do {
            ++at_;
        } while (at_ != end_ && is_space(*at_));
    }
    return at_ == end_ ? '\0' : *at_;
}

bool JsonScanner::accept(char c) {
    if (peek() != c || at_ == end_) {
        return false;
    }
    ++at_;
    return true;
}

bool JsonScanner::expect(char c, const char* what) {
    return accept(c) || fail(at_ == end_ ? "it ends in the middle" : what);
}

bool JsonScanner::expect_end() {
    peek();
    return at_ == end_ || fail("something follows the value");
}

bool JsonScanner::read_text(Text& out) {
    if (!expect('"', "wanted a text")) {
        return false;
    }
    const char* start = at_;
    out.has_escapes = false;
    if (!skip_text(out.has_escapes)) {
        return false;
    }
    out.raw = {start, static_cast<std::size_t>(at_ - start) - 1};
    return true;
}

bool JsonScanner::skip_text(bool& has_escapes) {
    while (true) {
        at_ = end_of_plain_run(at_, end_);
        if (at_ == end_) {
            return fail("a text is not closed");
        }
        if (*at_ == '"') {
            ++at_;
            return true;
        }
        if (*at_ == '\\') {
            has_escapes = true;
            if (!skip_escape()) {
                return false;
            }
        } else if (static_cast<unsigned char>(*at_) < 0x20) {
            return fail("a control byte in a text");
        } else if (!skip_utf8()) {
            return fail("invalid UTF-8");
        }
    }
}

bool JsonScanner::skip_escape() {
    if (end_ - at_ < 2) {
        return fail("a text is not closed");
    }
    const char kind = at_[1];
    if (kind != 'u') {
        if (std::string_view{"\"\\/bfnrt"}.find(kind) == std::string_view::npos) {
            return fail("an unknown escape in a text");
        }
        at_ += 2;
        return true;
    }
    const int unit = hex_quad(at_ + 2, end_);
    if (unit < 0 || is_trailing_surrogate(unit)) {
        return fail("an invalid \\u escape");
    }
    at_ += 6;
    if (is_leading_surrogate(unit)) {
        const bool follows = end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u' &&
                             is_trailing_surrogate(hex_quad(at_ + 2, end_));
        if (!follows) {
            return fail("half of a surrogate pair");
        }
        at_ += 6;
    }
    return true;
}

bool JsonScanner::skip_utf8() {
    const auto byte = [this](std::ptrdiff_t i) {
        return i < end_ - at_ ? static_cast<unsigned char>(at_[i]) : 0U;
    };
    const auto continues = [&byte](std::ptrdiff_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(0);
    if (lead >= 0xC2 && lead <= 0xDF && continues(1)) {
        at_ += 2;
        return true;
    }
    if ((lead & 0xF0U) == 0xE0 && continues(1) && continues(2)) {
        const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
        at_ += overlong || surrogate ? 0 : 3;
        return !overlong && !surrogate;
    }
    if (lead >= 0xF0 && lead <= 0xF4 && continues(1) && continues(2) && continues(3)) {
        const bool overlong = lead == 0xF0 && byte(1) < 0x90;
        const bool beyond = lead == 0xF4 && byte(1) >= 0x90;
        at_ += overlong || beyond ? 0 : 4;
        return !overlong && !beyond;
    }
    return false;
}

bool JsonScanner::skip_literal(std::string_view literal) {
    if (static_cast<std::size_t>(end_ - at_) < literal.size() ||
        std::string_view{at_, literal.size()} != literal) {
        return fail("wanted a value");
    }
    at_ += literal.size();
    return true;
}

bool JsonScanner::skip_number() {
    const char* start = at_;
    const auto digits = [this] {
        const char* from = at_;
        while (at_ != end_ && is_digit(*at_)) {
            ++at_;
        }
        return static_cast<std::size_t>(at_ - from);
    };
    at_ += *at_ == '-' ? 1 : 0;
    const char* first = at_;
    const std::size_t integer_digits = digits();
    if (integer_digits == 0 || (integer_digits > 1 && *first == '0')) {
        return fail("an invalid number");
    }
    if (at_ != end_ && *at_ == '.') {
        ++at_;
        if (digits() == 0) {
            return fail("an invalid number");
        }
    }
    int exponent = 0;
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
        ++at_;
        const bool negative = at_ != end_ && *at_ == '-';
        at_ += at_ != end_ && (*at_ == '-' || *at_ == '+') ? 1 : 0;
        const char* from = at_;
        const std::size_t count = digits();
        if (count == 0 || count > 6) {
            return fail("an invalid number");
        }
        for (; from != at_; ++from) {
            exponent = exponent * 10 + (*from - '0');
        }
        exponent = negative ? -exponent : exponent;
    }
    return check_magnitude(start, integer_digits, exponent);
}

/// Refuses what a double cannot hold: it would become an infinity.
bool JsonScanner::check_magnitude(const char* number, std::size_t integer_digits, int exponent) {
    if (static_cast<long long>(integer_digits) + exponent < 309) {
        return true;
    }
    const std::string text{number, static_cast<std::size_t>(at_ - number)};
    return std::isfinite(std::strtod(text.c_str(), nullptr)) || fail("a number beyond the range of a double");
}

bool JsonScanner::skip_scalar(char first) {
    switch (first) {
        case '"': {
            ++at_;
            bool has_escapes = false;
            return skip_text(has_escapes);
        }
        case 't':
            return skip_literal("true");
        case 'f':
            return skip_literal("false");
        case 'n':
            return skip_literal("null");
        default:
            if (first == '-' || is_digit(first)) {
                return skip_number();
            }
            return fail(at_ == end_ ? "it ends in the middle" : "wanted a value");
    }
}

bool JsonScanner::skip_value(std::size_t depth) {
    std::array<bool, kMaxJsonDepth + 1> in_object{};
    const std::size_t base = depth;
    bool value_due = true;
    while (true) {
        if (value_due) {
            const char first = peek();
            if (first == '{' || first == '[') {
                if (depth >= kMaxJsonDepth) {
                    return fail("nested too deep");
                }
                ++at_;
                in_object[depth++] = first == '{';
                const char close = first == '{' ? '}' : ']';
                if (accept(close)) {
                    --depth;
                    value_due = false;
                } else if (first == '{') {
                    Text key;
                    if (!read_text(key) || !expect(':', "wanted a colon")) {
                        return false;
                    }
                }
            } else if (skip_scalar(first)) {
                value_due = false;
            } else {
                return false;
            }
            continue;
        }
        if (depth == base) {
            return true;
        }
        const bool object = in_object[depth - 1];
        if (accept(',')) {
            Text key;
            if (object && (!read_text(key) || !expect(':', "wanted a colon"))) {
                return false;
            }
            value_due = true;
        } else if (expect(object ? '}' : ']', "wanted a comma or a closing bracket")) {
            --depth;
        } else {
            return false;
        }
    }
}

bool JsonScanner::enter_object() {
    fresh_ = true;
    return expect('{', "wanted an object");
}

bool JsonScanner::next_member(Text& key) {
    if (!ok() || accept('}')) {
        fresh_ = false;
        return false;
    }
    if (!fresh_ && !expect(',', "wanted a comma or a closing bracket")) {
        return false;
    }
    fresh_ = false;
    return read_text(key) && expect(':', "wanted a colon");
}

bool JsonScanner::enter_array() {
    fresh_ = true;
    return expect('[', "wanted an array");
}

bool JsonScanner::next_element() {
    if (!ok() || accept(']')) {
        fresh_ = false;
        return false;
    }
    const bool due = fresh_ || expect(',', "wanted a comma or a closing bracket");
    fresh_ = false;
    return due;
}

}  // namespace flotilla::kube::detail

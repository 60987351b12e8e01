#include "flotilla/kube/api/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <vector>

namespace flotilla::kube {
namespace {

__extension__ using Int = __int128;
__extension__ using UnsignedInt = unsigned __int128;

constexpr Int kMax = static_cast<Int>((~static_cast<UnsignedInt>(0)) >> 1U);
constexpr Int kUnit = 1'000'000'000;
constexpr Int kMaxBinary = static_cast<Int>(std::numeric_limits<std::int64_t>::max()) * kUnit;

Int saturating_add(Int a, Int b) {
    Int sum = 0;
    if (__builtin_add_overflow(a, b, &sum) || sum < -kMax) {
        return a < 0 ? -kMax : kMax;
    }
    return sum;
}

std::string to_text(Int value) {
    std::array<char, 40> digits{};
    std::size_t at = digits.size();
    const bool negative = value < 0;
    auto rest = negative ? -static_cast<UnsignedInt>(value) : static_cast<UnsignedInt>(value);
    do {
        digits[--at] = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (negative) {
        digits[--at] = '-';
    }
    return {digits.data() + at, digits.size() - at};
}

/// What stands behind the digits.
struct Suffix {
    Quantity::Format format = Quantity::Format::DecimalSI;
    int power_of_ten = 0;
    int kibi = 0;  // how often 1024
};

constexpr std::array<std::string_view, 10> kDecimal = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
constexpr std::array<std::string_view, 7> kBinary = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

std::optional<Suffix> parse_suffix(std::string_view text) {
    for (std::size_t i = 0; i < kDecimal.size(); ++i) {
        if (text == kDecimal[i]) {
            return Suffix{Quantity::Format::DecimalSI, static_cast<int>(i) * 3 - 9, 0};
        }
    }
    for (std::size_t i = 1; i < kBinary.size(); ++i) {
        if (text == kBinary[i]) {
            return Suffix{Quantity::Format::BinarySI, 0, static_cast<int>(i)};
        }
    }
    if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) {
        return std::nullopt;
    }
    const bool has_plus = text[1] == '+';
    const std::string_view number = text.substr(has_plus ? 2 : 1);
    if (number.empty() || (has_plus && number[0] == '-')) {
        return std::nullopt;
    }
    constexpr long long kLimit = 1'000'000;  // far beyond what is not 0, a billionth or the cap anyway
    long long exponent = 0;
    const auto [stop, failure] = std::from_chars(number.data(), number.data() + number.size(), exponent);
    if (failure != std::errc{} || stop != number.data() + number.size()) {
        return std::nullopt;
    }
    return Suffix{
        Quantity::Format::DecimalExponent, static_cast<int>(std::clamp(exponent, -kLimit, kLimit)), 0
    };
}

/// Decimal digits, most significant first, without leading zeros.
using Digits = std::vector<std::uint8_t>;

void multiply(Digits& digits, unsigned factor) {
    unsigned carry = 0;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        const unsigned product = *digit * factor + carry;
        *digit = static_cast<std::uint8_t>(product % 10);
        carry = product / 10;
    }
    for (; carry != 0; carry /= 10) {
        digits.insert(digits.begin(), static_cast<std::uint8_t>(carry % 10));
    }
}

/// digits × 10^shift, rounded up to a whole number, capped.
Int scale(const Digits& digits, long long shift) {
    if (digits.empty()) {
        return 0;
    }
    const long long length = static_cast<long long>(digits.size()) + shift;
    if (length > 39) {
        return kMax;
    }
    Int value = 0;
    for (long long i = 0; i < length; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const int digit = at < digits.size() ? digits[at] : 0;
        if (__builtin_mul_overflow(value, static_cast<Int>(10), &value) ||
            __builtin_add_overflow(value, static_cast<Int>(digit), &value)) {
            return kMax;
        }
    }
    const auto whole =
        digits.begin() + static_cast<std::ptrdiff_t>(std::clamp<long long>(length, 0, std::ssize(digits)));
    const bool has_rest = std::any_of(whole, digits.end(), [](std::uint8_t digit) { return digit != 0; });
    return has_rest ? saturating_add(value, 1) : value;
}

/// value / divisor, rounded away from zero, as upstream's Value() does.
std::int64_t divide_up(Int value, Int divisor) {
    Int quotient = value / divisor;
    if (value % divisor != 0) {
        quotient += value > 0 ? 1 : -1;
    }
    constexpr Int kLow = std::numeric_limits<std::int64_t>::min();
    constexpr Int kHigh = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::clamp(quotient, kLow, kHigh));
}

/// How often `factor` divides the value, at most `most` times; the value is divided as often.
int take_factors(Int& value, Int factor, int most) {
    int count = 0;
    while (count < most && value % factor == 0) {
        value /= factor;
        ++count;
    }
    return count;
}

}  // namespace

Result<Quantity> Quantity::parse(std::string_view text) {
    const auto refuse = [text](std::string_view why) {
        return flotilla::fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "\"{}\" is no quantity: {}; want for example 250m, 1.5Gi or 12e6", text.substr(0, 64), why
            )
        );
    };
    if (text.empty()) {
        return refuse("it is empty");
    }
    const bool negative = text[0] == '-';
    std::size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
    Digits digits;
    const auto take_digits = [&] {
        const std::size_t from = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            if (!digits.empty() || text[at] != '0') {
                digits.push_back(static_cast<std::uint8_t>(text[at] - '0'));
            }
        }
        return at - from;
    };
    const std::size_t whole = take_digits();
    std::size_t fraction = 0;
    if (at < text.size() && text[at] == '.') {
        ++at;
        fraction = take_digits();
    }
    const std::optional<Suffix> suffix = parse_suffix(text.substr(at));
    if (!suffix) {
        return refuse("its suffix is unknown");
    }
    // Upstream takes a bare suffix for zero, but for those that it reads by another way.
    if (whole + fraction == 0 && (suffix->kibi >= 5 || suffix->power_of_ten < -9)) {
        return refuse("it has no digits");
    }
    for (int i = 0; i < suffix->kibi; ++i) {
        multiply(digits, 1024);
    }
    Int nanos = scale(digits, 9LL + suffix->power_of_ten - static_cast<long long>(fraction));
    Format format = suffix->format;
    if (format == Format::BinarySI) {
        nanos = std::min(nanos, kMaxBinary);
        format = nanos > 0 && nanos < kUnit ? Format::DecimalSI : format;
    }
    return Quantity{negative ? -nanos : nanos, format};
}

Quantity Quantity::from_value(std::int64_t value, Format format) {
    return Quantity{value * kUnit, format};
}

Quantity Quantity::from_milli(std::int64_t thousandths, Format format) {
    return Quantity{thousandths * (kUnit / 1000), format};
}

std::int64_t Quantity::value() const {
    return divide_up(nanos_, kUnit);
}

std::int64_t Quantity::milli_value() const {
    return divide_up(nanos_, kUnit / 1000);
}

double Quantity::approximate() const {
    return static_cast<double>(nanos_) / static_cast<double>(kUnit);
}

std::string Quantity::text() const {
    if (nanos_ == 0) {
        return "0";
    }
    Int mantissa = nanos_;
    if (format_ == Format::DecimalExponent) {
        const int exponent = take_factors(mantissa, 1000, 100) * 3 - 9;
        return exponent == 0 ? to_text(mantissa) : to_text(mantissa) + fmt::format("e{}", exponent);
    }
    const bool is_small = nanos_ > -1024 * kUnit && nanos_ < 1024 * kUnit;
    if (format_ == Format::BinarySI && !is_small && nanos_ % kUnit == 0) {
        mantissa /= kUnit;
        const int kibi = take_factors(mantissa, 1024, static_cast<int>(kBinary.size()) - 1);
        return to_text(mantissa) += kBinary[static_cast<std::size_t>(kibi)];
    }
    const int thousands = take_factors(mantissa, 1000, static_cast<int>(kDecimal.size()) - 1);
    return to_text(mantissa) += kDecimal[static_cast<std::size_t>(thousands)];
}

Quantity operator+(const Quantity& a, const Quantity& b) {
    return Quantity{saturating_add(a.nanos_, b.nanos_), a.is_zero() ? b.format_ : a.format_};
}

Quantity operator-(const Quantity& a, const Quantity& b) {
    return a + -b;
}

Quantity operator-(const Quantity& a) {
    return Quantity{-a.nanos_, a.format_};
}

}  // namespace flotilla::kube

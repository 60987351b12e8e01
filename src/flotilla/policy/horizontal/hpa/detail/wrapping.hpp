#pragma once
#include <cstdint>
#include <limits>
#include <type_traits>

/// Integers that wrap around, and doubles cut to integers, as the upstream program does on amd64.
namespace flotilla::policy::hpa::detail {

template <class T>
constexpr T wrapping_add(T a, T b) {
    using Unsigned = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<Unsigned>(a) + static_cast<Unsigned>(b));
}

template <class T>
constexpr T wrapping_subtract(T a, T b) {
    using Unsigned = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<Unsigned>(a) - static_cast<Unsigned>(b));
}

template <class T>
constexpr T wrapping_multiply(T a, T b) {
    using Unsigned = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<Unsigned>(a) * static_cast<Unsigned>(b));
}

/// @param b not 0; the one quotient that does not fit wraps around, too
constexpr std::int64_t wrapping_divide(std::int64_t a, std::int64_t b) {
    return b == -1 ? wrapping_subtract<std::int64_t>(0, a) : a / b;
}

/// Cut towards zero; what does not fit, and NaN, is the smallest integer.
template <class T>
constexpr T cut_to(double value) {
    constexpr double kLow = static_cast<double>(std::numeric_limits<T>::min());
    return value >= kLow && value < -kLow ? static_cast<T>(value) : std::numeric_limits<T>::min();
}

}  // namespace flotilla::policy::hpa::detail

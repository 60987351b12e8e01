#pragma once
#include <compare>
#include <cstdint>

namespace flotilla {

/// A number that knows what it counts: amounts of different things do not mix.
///
/// There is no Amount * Amount (square cores are nothing) and no conversion from or to a bare number.
template <class Tag>
class Amount {
public:
    constexpr Amount() = default;
    constexpr explicit Amount(std::int64_t count) : count_{count} {}
    [[nodiscard]] constexpr std::int64_t count() const { return count_; }

    friend constexpr auto operator<=>(Amount, Amount) = default;
    friend constexpr Amount operator+(Amount a, Amount b) { return Amount{a.count_ + b.count_}; }
    friend constexpr Amount operator-(Amount a, Amount b) { return Amount{a.count_ - b.count_}; }
    /// How many times `b` goes into `a`; `b` is not zero.
    friend constexpr double operator/(Amount a, Amount b) {
        return static_cast<double>(a.count_) / static_cast<double>(b.count_);
    }
    constexpr Amount& operator+=(Amount other) { return *this = *this + other; }

private:
    std::int64_t count_ = 0;
};

}  // namespace flotilla

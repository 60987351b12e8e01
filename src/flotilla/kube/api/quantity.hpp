#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla::kube {

/// An exact amount as Kubernetes writes it: "250m", "1.5Gi", "12e6". Never floating.
///
/// Holds a whole number of billionths, up to 2^127 of them (some 1.7e29 units): finer input is rounded away
/// from zero to a billionth, larger input is capped, as upstream caps binary suffixes at 2^63-1. Zero has no
/// family of its own.
class Quantity {
public:
    /// The family of suffixes that it was written with, and will be.
    enum class Format { DecimalSI, BinarySI, DecimalExponent };

    constexpr Quantity() = default;
    /// Fails with InvalidArgument for anything that upstream refuses: "", "1K", "1 Gi".
    static Result<Quantity> parse(std::string_view text);
    static Quantity from_value(std::int64_t value, Format format = Format::DecimalSI);
    static Quantity from_milli(std::int64_t thousandths, Format format = Format::DecimalSI);
    /// BinarySI: 1536 << 20 is "1536Mi".
    static Quantity from_bytes(std::int64_t bytes) { return from_value(bytes, Format::BinarySI); }

    /// Whole units, rounded up; saturates at the limits of int64.
    [[nodiscard]] std::int64_t value() const;
    /// Thousandths, rounded up; saturates.
    [[nodiscard]] std::int64_t milli_value() const;
    /// For ratios and reports only.
    [[nodiscard]] double approximate() const;
    [[nodiscard]] bool is_zero() const { return nanos_ == 0; }
    [[nodiscard]] Format format() const { return format_; }
    /// Canonical: no fraction, no lost precision, the largest suffix that fits.
    [[nodiscard]] std::string text() const;

    /// Saturating. The result has the family of the left side, unless that is zero.
    friend Quantity operator+(const Quantity& a, const Quantity& b);
    friend Quantity operator-(const Quantity& a, const Quantity& b);
    friend Quantity operator-(const Quantity& a);
    Quantity& operator+=(const Quantity& other) { return *this = *this + other; }
    Quantity& operator-=(const Quantity& other) { return *this = *this - other; }

    /// By amount alone: "1Gi" equals "1073741824".
    friend std::strong_ordering operator<=>(const Quantity& a, const Quantity& b) {
        return a.nanos_ <=> b.nanos_;
    }
    friend bool operator==(const Quantity& a, const Quantity& b) { return a.nanos_ == b.nanos_; }

private:
    __extension__ using Int = __int128;
    constexpr Quantity(Int nanos, Format format) : nanos_{nanos}, format_{format} {}

    Int nanos_ = 0;
    Format format_ = Format::DecimalSI;
};

}  // namespace flotilla::kube

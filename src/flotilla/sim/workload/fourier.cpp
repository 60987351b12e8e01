#include "flotilla/sim/workload/fourier.hpp"

#include <bit>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "flotilla/base/result.hpp"

namespace flotilla::sim::workload {
namespace {

using Complex = std::complex<double>;

/// Puts each value where its index is with the bits read backwards.
void reverse_bits(std::span<Complex> values) {
    for (std::size_t i = 1, j = 0; i < values.size(); ++i) {
        std::size_t bit = values.size() / 2;
        for (; (j & bit) != 0; bit /= 2) {
            j ^= bit;
        }
        j ^= bit;
        if (i < j) {
            std::swap(values[i], values[j]);
        }
    }
}

}  // namespace

void fourier_transform(std::span<Complex> values) {
    FLOTILLA_ASSERT(std::has_single_bit(values.size()));
    const std::size_t size = values.size();
    reverse_bits(values);
    std::vector<Complex> roots(size / 2);
    for (std::size_t k = 0; k < roots.size(); ++k) {
        roots[k] =
            std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size));
    }
    for (std::size_t length = 2; length <= size; length *= 2) {
        const std::size_t stride = size / length;
        for (std::size_t begin = 0; begin < size; begin += length) {
            for (std::size_t k = 0; k < length / 2; ++k) {
                const Complex even = values[begin + k];
                const Complex odd = values[begin + k + length / 2] * roots[k * stride];
                values[begin + k] = even + odd;
                values[begin + k + length / 2] = even - odd;
            }
        }
    }
}

}  // namespace flotilla::sim::workload

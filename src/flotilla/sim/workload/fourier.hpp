#pragma once
#include <complex>
#include <span>

namespace flotilla::sim::workload {

/// The discrete Fourier transform in place: X[k] = Σ x[j] exp(-2πi jk/n), without a factor. The size is a
/// power of two (Cooley and Tukey, radix 2).
void fourier_transform(std::span<std::complex<double>> values);

}  // namespace flotilla::sim::workload

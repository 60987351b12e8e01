#pragma once
#include <string_view>
#include <vector>

#include "flotilla/base/random.hpp"
#include "flotilla/base/result.hpp"
#include "flotilla/sim/workload/grid.hpp"

/// Noise around a shape, always relative to it, and of mean 1.
namespace flotilla::sim::workload {

enum class NoiseKind {
    None,
    Gaussian,   ///< × (1 + sigma z), independent
    Lognormal,  ///< × exp(sigma z − sigma²/2), independent
    Ar1,        ///< the same with z an AR(1) process
    Fgn,        ///< the same with z fractional Gaussian noise
};

struct NoiseOptions {
    NoiseKind kind = NoiseKind::None;
    double correlation = 0.9;  ///< of Ar1, from one step to the next, in [0, 1)
    double hurst = 0.8;        ///< of Fgn, in (0, 1)
    double sigma = 0.1;

    friend bool operator==(const NoiseOptions&, const NoiseOptions&) = default;
};

/// "gaussian", "lognormal", "ar1", "ar1:0.95", "fgn:0.8", "none"; the number is the correlation or the Hurst
/// exponent. InvalidArgument for anything else.
Result<NoiseOptions> parse_noise(std::string_view text);
/// The text that `parse_noise` reads.
std::string to_text(const NoiseOptions& options);

/// A factor for each of `count` steps.
std::vector<double> noise_factors(const NoiseOptions& options, std::size_t count, RandomStream& random);

/// Standard normal, correlation rho^k at lag k; stationary from the first on.
std::vector<double> ar1_noise(std::size_t count, double correlation, RandomStream& random);

/// Fractional Gaussian noise of variance 1, exact in distribution: circulant embedding of its covariance
/// (Davies and Harte, "Tests for Hurst effect", Biometrika 1987). Takes 64 bytes of memory for each value.
/// @param hurst in (0, 1); 0.5 is white noise, more than that has long memory
std::vector<double> fractional_noise(std::size_t count, double hurst, RandomStream& random);

/// exp(sigma z − sigma²/2) for fractional noise z that has standard deviation `sigma` over `scale`. Steps
/// longer than the scale have the noise that its mean over them has; shorter ones lie on lines between points
/// a scale apart.
std::vector<double> scaled_noise(
    const Grid& grid, Duration scale, double hurst, double sigma, RandomStream& random
);

}  // namespace flotilla::sim::workload

#include "flotilla/sim/workload/noise.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>

#include "flotilla/sim/workload/fourier.hpp"

namespace flotilla::sim::workload {
namespace {

/// The covariance of fractional Gaussian noise at a lag.
double covariance(std::size_t lag, double hurst) {
    const double power = 2.0 * hurst;
    const auto k = static_cast<double>(lag);
    return 0.5 * (std::pow(k + 1, power) - 2.0 * std::pow(k, power) + std::pow(std::abs(k - 1), power));
}

std::vector<double> white_noise(std::size_t count, RandomStream& random) {
    std::vector<double> noise(count);
    for (double& value : noise) {
        value = random.normal();
    }
    return noise;
}

void exponentiate(std::vector<double>& noise, double sigma) {
    for (double& value : noise) {
        value = std::exp(sigma * value - 0.5 * sigma * sigma);
    }
}

tl::unexpected<Error> bad_noise(std::string_view text) {
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format(
            "noise \"{}\" is not one of none, gaussian, lognormal, ar1:CORRELATION, fgn:HURST (both above 0 "
            "and below 1)",
            text
        )
    );
}

}  // namespace

Result<NoiseOptions> parse_noise(std::string_view text) {
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    std::optional<double> number;
    if (colon != std::string_view::npos) {
        double value = 0;
        const std::string_view digits = text.substr(colon + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc{} || end != digits.data() + digits.size() || !(value > 0 && value < 1)) {
            return bad_noise(text);
        }
        number = value;
    }
    NoiseOptions options;
    if (name == "ar1") {
        options.kind = NoiseKind::Ar1;
        options.correlation = number.value_or(options.correlation);
        return options;
    }
    if (name == "fgn") {
        options.kind = NoiseKind::Fgn;
        options.hurst = number.value_or(options.hurst);
        return options;
    }
    if (number || (name != "none" && name != "gaussian" && name != "lognormal")) {
        return bad_noise(text);
    }
    if (name != "none") {
        options.kind = name == "gaussian" ? NoiseKind::Gaussian : NoiseKind::Lognormal;
    }
    return options;
}

std::string to_text(const NoiseOptions& options) {
    switch (options.kind) {
        case NoiseKind::None:
            return "none";
        case NoiseKind::Gaussian:
            return "gaussian";
        case NoiseKind::Lognormal:
            return "lognormal";
        case NoiseKind::Ar1:
            return fmt::format("ar1:{}", options.correlation);
        case NoiseKind::Fgn:
            return fmt::format("fgn:{}", options.hurst);
    }
    return {};
}

std::vector<double> ar1_noise(std::size_t count, double correlation, RandomStream& random) {
    std::vector<double> noise = white_noise(count, random);
    const double fresh = std::sqrt(1.0 - correlation * correlation);
    for (std::size_t i = 1; i < count; ++i) {
        noise[i] = correlation * noise[i - 1] + fresh * noise[i];
    }
    return noise;
}

std::vector<double> fractional_noise(std::size_t count, double hurst, RandomStream& random) {
    using Complex = std::complex<double>;
    if (count == 0) {
        return {};
    }
    const std::size_t half = std::bit_ceil(count);
    std::vector<Complex> circulant(2 * half);
    for (std::size_t lag = 0; lag <= half; ++lag) {
        circulant[lag] = covariance(lag, hurst);
        if (lag > 0) {
            circulant[2 * half - lag] = circulant[lag];
        }
    }
    fourier_transform(circulant);  // now its eigenvalues: real, and not negative for this covariance
    for (Complex& eigenvalue : circulant) {
        const double weight = std::sqrt(std::max(eigenvalue.real(), 0.0) / static_cast<double>(2 * half));
        const double real = random.normal();
        eigenvalue = weight * Complex{real, random.normal()};
    }
    fourier_transform(circulant);
    std::vector<double> noise(count);
    std::transform(
        circulant.begin(),
        circulant.begin() + static_cast<std::ptrdiff_t>(count),
        noise.begin(),
        [](Complex value) { return value.real(); }
    );
    return noise;
}

std::vector<double> noise_factors(const NoiseOptions& options, std::size_t count, RandomStream& random) {
    switch (options.kind) {
        case NoiseKind::None:
            return std::vector<double>(count, 1.0);
        case NoiseKind::Gaussian: {
            std::vector<double> noise = white_noise(count, random);
            for (double& value : noise) {
                value = 1.0 + options.sigma * value;
            }
            return noise;
        }
        case NoiseKind::Lognormal: {
            std::vector<double> noise = white_noise(count, random);
            exponentiate(noise, options.sigma);
            return noise;
        }
        case NoiseKind::Ar1: {
            std::vector<double> noise = ar1_noise(count, options.correlation, random);
            exponentiate(noise, options.sigma);
            return noise;
        }
        case NoiseKind::Fgn: {
            std::vector<double> noise = fractional_noise(count, options.hurst, random);
            exponentiate(noise, options.sigma);
            return noise;
        }
    }
    return {};
}

std::vector<double> scaled_noise(
    const Grid& grid, Duration scale, double hurst, double sigma, RandomStream& random
) {
    const double steps_a_scale = static_cast<double>(scale.count()) / static_cast<double>(grid.step.count());
    if (steps_a_scale <= 1) {
        // Self-similarity: the mean over m scales has the standard deviation sigma m^(H-1).
        const double sigma_of_step = sigma * std::pow(1.0 / steps_a_scale, hurst - 1.0);
        std::vector<double> noise = fractional_noise(grid.count, hurst, random);
        exponentiate(noise, sigma_of_step);
        return noise;
    }
    const auto points = static_cast<std::size_t>(static_cast<double>(grid.count) / steps_a_scale) + 2;
    const std::vector<double> at = fractional_noise(points, hurst, random);
    std::vector<double> noise(grid.count);
    for (std::size_t i = 0; i < grid.count; ++i) {
        const double place = (static_cast<double>(i) + 0.5) / steps_a_scale;
        const auto below = static_cast<std::size_t>(place);
        const double part = place - static_cast<double>(below);
        noise[i] = at[below] + part * (at[below + 1] - at[below]);
    }
    exponentiate(noise, sigma);
    return noise;
}

}  // namespace flotilla::sim::workload

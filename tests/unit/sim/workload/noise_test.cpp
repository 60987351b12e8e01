#include "flotilla/sim/workload/noise.hpp"

#include <cmath>

#include "flotilla/sim/workload/fourier.hpp"
#include "flotilla/sim/workload/statistics.hpp"

#include "support/matchers.hpp"

namespace flotilla::sim::workload {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;

double mean_product(const std::vector<double>& values, std::size_t lag) {
    double sum = 0;
    for (std::size_t i = lag; i < values.size(); ++i) {
        sum += values[i] * values[i - lag];
    }
    return sum / static_cast<double>(values.size() - lag);
}

TEST(Fourier, AgreesWithTheDefinition) {
    RandomStream random{1};
    std::vector<std::complex<double>> values(64);
    for (auto& value : values) {
        value = {random.normal(), random.normal()};
    }
    std::vector<std::complex<double>> transformed = values;
    fourier_transform(transformed);
    for (std::size_t k = 0; k < values.size(); ++k) {
        std::complex<double> sum = 0;
        for (std::size_t j = 0; j < values.size(); ++j) {
            sum += values[j] * std::polar(1.0, -2.0 * M_PI * static_cast<double>(j * k) / 64.0);
        }
        EXPECT_NEAR(std::abs(sum - transformed[k]), 0, 1e-10);
    }
}

/// The covariance by definition, with known zero mean, over many short paths: no estimator's bias.
TEST(FractionalNoise, HasTheCovarianceOfItsDefinition) {
    for (const double hurst : {0.3, 0.5, 0.8, 0.95}) {
        SCOPED_TRACE(hurst);
        constexpr int kPaths = 20000;
        RandomStream random{5};
        std::vector<double> sums(9, 0.0);
        for (int path = 0; path < kPaths; ++path) {
            const auto noise = fractional_noise(11, hurst, random);
            for (std::size_t lag = 0; lag < sums.size(); ++lag) {
                sums[lag] += noise[10] * noise[10 - lag] / kPaths;
            }
        }
        for (std::size_t lag = 0; lag < sums.size(); ++lag) {
            const auto k = static_cast<double>(lag);
            const double expected = 0.5 * (std::pow(k + 1, 2 * hurst) - 2 * std::pow(k, 2 * hurst) +
                                           std::pow(std::abs(k - 1), 2 * hurst));
            EXPECT_NEAR(sums[lag], expected, 5 * std::sqrt(2.0 / kPaths)) << "lag " << lag;
        }
    }
}

TEST(FractionalNoise, HasItsHurstExponent) {
    for (const double hurst : {0.5, 0.7, 0.85}) {
        double sum = 0;
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            RandomStream random{seed};
            sum += hurst_exponent(fractional_noise(1U << 14U, hurst, random)).value() / 10;
        }
        EXPECT_NEAR(sum, hurst, 0.04);
    }
}

TEST(Ar1Noise, HasVarianceOneAndItsCorrelationFromTheFirstOn) {
    RandomStream random{2};
    const auto noise = ar1_noise(200000, 0.9, random);
    EXPECT_NEAR(mean_product(noise, 0), 1, 0.05);
    EXPECT_NEAR(mean_product(noise, 1), 0.9, 0.05);
    EXPECT_NEAR(mean_product(noise, 5), std::pow(0.9, 5), 0.05);
}

TEST(NoiseFactors, HaveMeanOneAndTheirSpread) {
    for (const auto* text : {"gaussian", "lognormal", "ar1:0.5", "fgn:0.6"}) {
        SCOPED_TRACE(text);
        NoiseOptions options = parse_noise(text).value();
        options.sigma = 0.2;
        RandomStream random{9};
        const auto statistics =
            statistics_of(noise_factors(options, 100000, random), std::chrono::seconds{1});
        EXPECT_NEAR(statistics.mean, 1, 0.02);
        EXPECT_NEAR(statistics.cv, 0.2, 0.02);
    }
}

TEST(NoiseFactors, OfNoNoiseAreOne) {
    RandomStream random{1};
    EXPECT_EQ(noise_factors({}, 3, random), (std::vector<double>{1, 1, 1}));
}

TEST(ScaledNoise, HasTheSameSpreadOverAScaleWhateverTheStep) {
    const Duration scale = std::chrono::minutes{5};
    for (const Duration step : {Duration{std::chrono::minutes{5}}, Duration{std::chrono::minutes{1}}}) {
        const Grid grid{step, 60000, 1, model::SeriesKind::Rps};
        RandomStream random{4};
        const auto noise = scaled_noise(grid, scale, 0.6, 0.25, random);
        EXPECT_NEAR(statistics_of(noise, step).cv, 0.25, step == scale ? 0.02 : 0.05);
    }
    const Grid hours{std::chrono::hours{1}, 60000, 1, model::SeriesKind::Rps};
    RandomStream random{4};
    EXPECT_NEAR(
        statistics_of(scaled_noise(hours, scale, 0.6, 0.25, random), hours.step).cv,
        0.25 * std::pow(12, -0.4),
        0.01
    );
}

TEST(Noise, IsReadFromTextAndWrittenBack) {
    for (const auto* text : {"none", "gaussian", "lognormal", "ar1:0.95", "fgn:0.7"}) {
        EXPECT_EQ(to_text(parse_noise(text).value()), text);
    }
    for (const auto* text : {"", "pink", "fgn:1", "fgn:0", "fgn:x", "ar1:nan", "gaussian:0.5", "ar1:0.5x"}) {
        EXPECT_THAT(
            parse_noise(text),
            FailsWith(ErrorCode::InvalidArgument, HasSubstr("is not one of none, gaussian"))
        ) << text;
    }
}

}  // namespace
}  // namespace flotilla::sim::workload

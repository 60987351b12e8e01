#include "flotilla/sim/fluid/draw.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace flotilla::sim::fluid {

using model::Distribution;

double draw(const Distribution& distribution, RandomStream& random) {
    switch (distribution.kind) {
        case Distribution::Kind::Constant:
            return distribution.mean;
        case Distribution::Kind::Exponential:
            return -distribution.mean * std::log(1 - random.uniform());
        case Distribution::Kind::Lognormal: {
            const double log_variance = std::log1p(distribution.cv * distribution.cv);
            return distribution.mean * std::exp(std::sqrt(log_variance) * random.normal() - log_variance / 2);
        }
        case Distribution::Kind::Uniform:
            return distribution.low + (distribution.high - distribution.low) * random.uniform();
        case Distribution::Kind::UniformInt:
            return static_cast<double>(
                random.between(std::llround(distribution.low), std::llround(distribution.high))
            );
        case Distribution::Kind::Pareto: {
            const double least = distribution.mean * (distribution.alpha - 1) / distribution.alpha;
            return least * std::pow(1 - random.uniform(), -1 / distribution.alpha);
        }
        case Distribution::Kind::Empirical:
            return distribution.values[static_cast<std::size_t>(
                random.between(0, static_cast<std::int64_t>(distribution.values.size()) - 1)
            )];
    }
    return 0;
}

double variance(const Distribution& distribution) {
    const double mean = distribution.expectation();
    const double width = distribution.high - distribution.low;
    switch (distribution.kind) {
        case Distribution::Kind::Constant:
            return 0;
        case Distribution::Kind::Exponential:
            return mean * mean;
        case Distribution::Kind::Lognormal:
            return mean * mean * distribution.cv * distribution.cv;
        case Distribution::Kind::Uniform:
            return width * width / 12;
        case Distribution::Kind::UniformInt:
            return ((width + 1) * (width + 1) - 1) / 12;
        case Distribution::Kind::Pareto: {
            const double alpha = distribution.alpha;
            return alpha > 2 ? mean * mean / (alpha * (alpha - 2)) : 100 * mean * mean;
        }
        case Distribution::Kind::Empirical: {
            double squares = 0;
            for (const double value : distribution.values) {
                squares += (value - mean) * (value - mean) / static_cast<double>(distribution.values.size());
            }
            return squares;
        }
    }
    return 0;
}

std::vector<double> quantiles(const Distribution& distribution, std::uint64_t seed) {
    constexpr std::size_t kDraws = 2020;
    RandomStream random{seed, "quantiles"};
    std::vector<double> sample(kDraws);
    std::generate(sample.begin(), sample.end(), [&] { return draw(distribution, random); });
    std::sort(sample.begin(), sample.end());
    std::vector<double> points(101);
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i] = sample[std::min(kDraws - 1, i * kDraws / 100)];
    }
    return points;
}

}  // namespace flotilla::sim::fluid

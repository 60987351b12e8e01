#include "service/sampling.hpp"

#include <algorithm>
#include <cmath>

namespace flotilla::apps::service {
namespace {

/// `cv` is that of the value itself, not of its logarithm.
double draw_lognormal(double mean, double cv, RandomStream& stream) {
    const double variance = std::log1p(cv * cv);
    return mean * std::exp(stream.normal() * std::sqrt(variance) - variance / 2);
}

double draw_pareto(double mean, double alpha, RandomStream& stream) {
    const double smallest = mean * (alpha - 1) / alpha;
    return smallest / std::pow(1 - stream.uniform(), 1 / alpha);
}

}  // namespace

double draw(const model::Distribution& distribution, RandomStream& stream) {
    using Kind = model::Distribution::Kind;
    switch (distribution.kind) {
        case Kind::Constant:
            return distribution.mean;
        case Kind::Exponential:
            return -distribution.mean * std::log1p(-stream.uniform());
        case Kind::Lognormal:
            return draw_lognormal(distribution.mean, distribution.cv, stream);
        case Kind::Uniform:
            return distribution.low + (distribution.high - distribution.low) * stream.uniform();
        case Kind::UniformInt:
            return static_cast<double>(
                stream.between(std::llround(distribution.low), std::llround(distribution.high))
            );
        case Kind::Pareto:
            return draw_pareto(distribution.mean, distribution.alpha, stream);
        case Kind::Empirical:
            return distribution.values[static_cast<std::size_t>(
                stream.between(0, static_cast<std::int64_t>(distribution.values.size()) - 1)
            )];
    }
    return distribution.mean;
}

Duration draw_seconds(const model::Distribution& distribution, RandomStream& stream) {
    const double seconds = std::clamp(draw(distribution, stream), 0.0, 1e6);
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>{seconds});
}

std::int64_t draw_counter(const model::SessionCounter& counter, RandomStream& stream) {
    if (counter.open_loop_mean <= 0) {
        return std::min<std::int64_t>(counter.initial, counter.cap);
    }
    // P(X >= k) = (m / (1 + m))^k
    const double ratio = counter.open_loop_mean / (1 + counter.open_loop_mean);
    const double value = std::floor(std::log1p(-stream.uniform()) / std::log(ratio));
    return static_cast<std::int64_t>(std::min(value, static_cast<double>(counter.cap)));
}

}  // namespace flotilla::apps::service

#pragma once
#include "flotilla/base/random.hpp"

/// Draws from the distributions that workloads are made of. Each is a function of the stream alone.
namespace flotilla::sim::workload {

/// Mean 1.
double exponential(RandomStream& random);
/// Median exp(mu); `sigma` is that of the logarithm.
double lognormal(RandomStream& random, double mu, double sigma);
/// Between low and high, every order of magnitude equally likely. `0 < low <= high`.
double log_uniform(RandomStream& random, double low, double high);
/// Scale 1, mean `shape`. Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
double gamma(RandomStream& random, double shape);
/// In (0, 1), mean a / (a + b).
double beta(RandomStream& random, double a, double b);
/// Pareto with tail index alpha, cut off to [low, high] (by inversion).
double truncated_pareto(RandomStream& random, double alpha, double low, double high);
/// Burr type XII with shapes c and k and a scale (by inversion).
double burr(RandomStream& random, double c, double k, double scale);

}  // namespace flotilla::sim::workload

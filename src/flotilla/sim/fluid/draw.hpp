#pragma once
#include <vector>

#include "flotilla/base/random.hpp"
#include "flotilla/model/application/distribution.hpp"

namespace flotilla::sim::fluid {

/// One value of the distribution.
double draw(const model::Distribution& distribution, RandomStream& random);

/// Its variance; that of a Pareto of alpha up to 2, which has none, is cut at the square of ten means.
double variance(const model::Distribution& distribution);

/// The `share` quantile of a distribution over a sample of draws from `seed`: 101 points from 0 to 1.
std::vector<double> quantiles(const model::Distribution& distribution, std::uint64_t seed);

}  // namespace flotilla::sim::fluid

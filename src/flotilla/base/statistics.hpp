#pragma once
#include <span>

/// Figures of samples.
namespace flotilla {

/// `values` is not empty.
double mean_of(std::span<const double> values);

/// Of the values themselves, not an estimate for a population: divided by their number. Not empty.
double variance_of(std::span<const double> values);

/// The value below which a `share` of them lie, between neighbours by proportion. `ascending` is not empty.
double quantile(std::span<const double> ascending, double share);

}  // namespace flotilla

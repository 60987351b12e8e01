#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace flotilla::lab::compare {

/// An estimate with its 95 % interval.
struct Interval {
    double estimate = 0;
    double low = 0;
    double high = 0;

    friend bool operator==(const Interval&, const Interval&) = default;
};

/// One pair: what two policies had in the same run of the same workload from the same seed.
struct Pair {
    double ours = 0;
    double theirs = 0;

    friend bool operator==(const Pair&, const Pair&) = default;
};

/// The mean with its percentile bootstrap interval (Efron and Tibshirani, An Introduction to the Bootstrap,
/// 1993, section 13.3), 2,000 resamples.
/// @param values at least one; one value, or equal ones, give an interval without width
Interval bootstrap_mean(std::span<const double> values, std::uint64_t seed);

/// Σ ours ÷ Σ theirs over the pairs, resampled in pairs, so that what a workload or a seed does to both
/// cancels out.
/// @param pairs at least one, with a sum of theirs above 0 in every resample; a resample without counts as 1
Interval bootstrap_ratio(std::span<const Pair> pairs, std::uint64_t seed);

/// The mean of ours − theirs, resampled in pairs.
Interval bootstrap_difference(std::span<const Pair> pairs, std::uint64_t seed);

/// Two-sided p of the Wilcoxon signed-rank test that ours and theirs do not differ: exact up to 25 pairs that
/// differ, by the normal approximation with continuity and tie correction beyond. Pairs that do not differ
/// are left out; 1 when none differs. Source: Hollander, Wolfe and Chicken, Nonparametric Statistical
/// Methods, 3rd edition, section 3.1.
double wilcoxon_signed_rank(std::span<const Pair> pairs);

/// p values corrected for being several: Holm's step-down method (1979). In the order given.
std::vector<double> holm(std::span<const double> p_values);

}  // namespace flotilla::lab::compare

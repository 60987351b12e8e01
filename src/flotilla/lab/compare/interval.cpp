#include "flotilla/lab/compare/interval.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "flotilla/base/random.hpp"

namespace flotilla::lab::compare {
namespace {

constexpr std::size_t kResamples = 2000;
constexpr std::size_t kExactUpTo = 25;

/// The 2.5 % and 97.5 % points of `statistic` over resamples of 0..count-1.
template <class Statistic>
Interval bootstrap(std::size_t count, std::uint64_t seed, Statistic statistic) {
    std::vector<std::size_t> sample(count);
    std::iota(sample.begin(), sample.end(), std::size_t{0});
    Interval interval;
    interval.estimate = statistic(sample);
    RandomStream random{seed, "bootstrap"};
    std::vector<double> outcomes(kResamples);
    for (double& outcome : outcomes) {
        for (std::size_t& index : sample) {
            index = static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(count) - 1));
        }
        outcome = statistic(sample);
    }
    std::sort(outcomes.begin(), outcomes.end());
    interval.low = outcomes[kResamples * 25 / 1000];
    interval.high = outcomes[kResamples - 1 - kResamples * 25 / 1000];
    return interval;
}

struct Ranked {
    double distance;
    bool is_ours_larger;
    double rank = 0;
};

std::vector<Ranked> ranked(std::span<const Pair> pairs) {
    std::vector<Ranked> differing;
    for (const Pair& pair : pairs) {
        if (pair.ours != pair.theirs) {
            differing.push_back({std::abs(pair.ours - pair.theirs), pair.ours > pair.theirs});
        }
    }
    std::sort(differing.begin(), differing.end(), [](const Ranked& a, const Ranked& b) {
        return a.distance < b.distance;
    });
    for (std::size_t begin = 0; begin < differing.size();) {
        std::size_t end = begin;
        while (end < differing.size() && differing[end].distance == differing[begin].distance) {
            ++end;
        }
        for (std::size_t i = begin; i < end; ++i) {
            differing[i].rank =
                static_cast<double>(begin + 1 + end) / 2;  // equals share the mean of their ranks
        }
        begin = end;
    }
    return differing;
}

/// P(sum of positive ranks <= observed) with every sign equally likely; ranks doubled, so that shared ones
/// are whole.
double exact_lower_tail(const std::vector<Ranked>& differing, double observed) {
    std::vector<double> ways{1};
    for (const Ranked& each : differing) {
        const auto rank = static_cast<std::size_t>(std::lround(2 * each.rank));
        std::vector<double> next(ways.size() + rank, 0);
        for (std::size_t sum = 0; sum < ways.size(); ++sum) {
            next[sum] += ways[sum] / 2;
            next[sum + rank] += ways[sum] / 2;
        }
        ways = std::move(next);
    }
    const auto last = std::min(ways.size() - 1, static_cast<std::size_t>(std::lround(2 * observed)));
    return std::accumulate(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(last) + 1, 0.0);
}

double normal_two_sided(const std::vector<Ranked>& differing, double positive) {
    const auto count = static_cast<double>(differing.size());
    double variance = 0;  // Σ rank² ÷ 4, which holds with ties as well
    for (const Ranked& each : differing) {
        variance += each.rank * each.rank / 4;
    }
    const double distance = std::abs(positive - count * (count + 1) / 4);
    return std::erfc(std::max(0.0, distance - 0.5) / std::sqrt(2 * variance));
}

}  // namespace

Interval bootstrap_mean(std::span<const double> values, std::uint64_t seed) {
    return bootstrap(values.size(), seed, [&](const std::vector<std::size_t>& sample) {
        double sum = 0;
        for (const std::size_t index : sample) {
            sum += values[index];
        }
        return sum / static_cast<double>(sample.size());
    });
}

Interval bootstrap_ratio(std::span<const Pair> pairs, std::uint64_t seed) {
    return bootstrap(pairs.size(), seed, [&](const std::vector<std::size_t>& sample) {
        Pair sum;
        for (const std::size_t index : sample) {
            sum.ours += pairs[index].ours;
            sum.theirs += pairs[index].theirs;
        }
        return sum.theirs > 0 ? sum.ours / sum.theirs : 1.0;
    });
}

Interval bootstrap_difference(std::span<const Pair> pairs, std::uint64_t seed) {
    std::vector<double> differences;
    for (const Pair& pair : pairs) {
        differences.push_back(pair.ours - pair.theirs);
    }
    return bootstrap_mean(differences, seed);
}

double wilcoxon_signed_rank(std::span<const Pair> pairs) {
    const std::vector<Ranked> differing = ranked(pairs);
    if (differing.empty()) {
        return 1;
    }
    double positive = 0;
    double all = 0;
    for (const Ranked& each : differing) {
        all += each.rank;
        positive += each.is_ours_larger ? each.rank : 0;
    }
    if (differing.size() > kExactUpTo) {
        return normal_two_sided(differing, positive);
    }
    return std::min(1.0, 2 * exact_lower_tail(differing, std::min(positive, all - positive)));
}

std::vector<double> holm(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return p_values[a] < p_values[b];
    });
    std::vector<double> corrected(p_values.size());
    double largest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        largest = std::max(largest, p_values[order[i]] * static_cast<double>(order.size() - i));
        corrected[order[i]] = std::min(1.0, largest);
    }
    return corrected;
}

}  // namespace flotilla::lab::compare

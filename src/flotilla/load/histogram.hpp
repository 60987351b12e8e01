#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "flotilla/base/time.hpp"

namespace flotilla::load {

/// Counts durations in log-linear buckets: exact to 1 µs up to 2 ms, to three significant digits up to an
/// hour.
///
/// The buckets are those of Gil Tene's HDR Histogram with unit 1 µs and three digits: 1024 linear ones in
/// each doubling. Recording is a few instructions and allocates nothing; two histograms add up without loss.
class LatencyHistogram {
public:
    LatencyHistogram();

    /// Below zero counts as zero, above an hour as an hour.
    void record(Duration latency);
    void add(const LatencyHistogram& other);
    void clear();

    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// Exact, of all that was recorded; zero when nothing was.
    [[nodiscard]] Duration mean() const;
    [[nodiscard]] Duration min() const;
    [[nodiscard]] Duration max() const { return max_; }
    /// The smallest recorded value, to the bucket's width, that `percent` of all values do not exceed
    /// (nearest rank); zero when nothing was recorded.
    /// @param percent in [0, 100]
    [[nodiscard]] Duration percentile(double percent) const;

    /// The distribution as HdrHistogram's programs print and plot it: value in ms, percentile, count,
    /// 1/(1-p).
    [[nodiscard]] std::string percentile_text() const;

private:
    std::vector<std::uint64_t> counts_;
    std::size_t used_ = 0;  ///< no bucket from here on was ever counted
    std::uint64_t count_ = 0;
    Duration sum_{0};
    Duration min_{Duration::max()};
    Duration max_{0};
};

}  // namespace flotilla::load

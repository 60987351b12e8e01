#include "flotilla/load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace flotilla::load {
namespace {

using std::chrono::microseconds;

// Values below 2048 µs have a bucket each; every further doubling has 1024.
constexpr int kLinearBits = 11;
constexpr std::uint64_t kLinear = std::uint64_t{1} << kLinearBits;
constexpr std::uint64_t kPerDoubling = kLinear / 2;
constexpr Duration kLargest = std::chrono::hours{1};

std::size_t bucket_of(std::uint64_t value) {
    if (value < kLinear) {
        return value;
    }
    const auto doublings = static_cast<unsigned>(std::bit_width(value) - kLinearBits);
    return kLinear + (doublings - 1) * kPerDoubling + ((value >> doublings) - kPerDoubling);
}

/// The largest value that falls into the bucket.
std::uint64_t highest_in(std::size_t bucket) {
    if (bucket < kLinear) {
        return bucket;
    }
    const std::uint64_t doublings = (bucket - kLinear) / kPerDoubling + 1;
    const std::uint64_t sub_bucket = (bucket - kLinear) % kPerDoubling + kPerDoubling;
    return ((sub_bucket + 1) << doublings) - 1;
}

std::uint64_t to_unit(Duration latency) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<microseconds>(latency).count());
}

double to_milliseconds(Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

LatencyHistogram::LatencyHistogram() : counts_(bucket_of(to_unit(kLargest)) + 1) {}

void LatencyHistogram::record(Duration latency) {
    latency = std::clamp(latency, Duration{0}, kLargest);
    const std::size_t bucket = bucket_of(to_unit(latency));
    ++counts_[bucket];
    used_ = std::max(used_, bucket + 1);
    ++count_;
    sum_ += latency;
    min_ = std::min(min_, latency);
    max_ = std::max(max_, latency);
}

void LatencyHistogram::add(const LatencyHistogram& other) {
    for (std::size_t bucket = 0; bucket < other.used_; ++bucket) {
        counts_[bucket] += other.counts_[bucket];
    }
    used_ = std::max(used_, other.used_);
    count_ += other.count_;
    sum_ += other.sum_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

void LatencyHistogram::clear() {
    std::fill_n(counts_.begin(), used_, 0);
    used_ = 0;
    count_ = 0;
    sum_ = Duration{0};
    min_ = Duration::max();
    max_ = Duration{0};
}

Duration LatencyHistogram::mean() const {
    return count_ == 0 ? Duration{0} : sum_ / static_cast<std::int64_t>(count_);
}

Duration LatencyHistogram::min() const {
    return count_ == 0 ? Duration{0} : min_;
}

Duration LatencyHistogram::percentile(double percent) const {
    const auto rank = static_cast<std::uint64_t>(
        std::ceil(std::clamp(percent, 0.0, 100.0) / 100 * static_cast<double>(count_))
    );
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < used_; ++bucket) {
        seen += counts_[bucket];
        if (seen >= std::max<std::uint64_t>(rank, 1)) {
            const Duration highest = microseconds{highest_in(bucket) + 1} - Duration{1};
            return std::clamp(highest, min(), max_);
        }
    }
    return max_;
}

std::string LatencyHistogram::percentile_text() const {
    // Five steps in each halving of what is left up to 100 %, as HdrHistogram's default.
    constexpr int kSteps = 5;
    std::string text = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n";
    auto out = std::back_inserter(text);
    double percent = 0;
    while (count_ > 0 && (100 - percent) / 100 * static_cast<double>(count_) >= 1) {
        fmt::format_to(
            out,
            "{:12.3f} {:.12f} {:10d} {:14.2f}\n",
            to_milliseconds(percentile(percent)),
            percent / 100,
            static_cast<std::uint64_t>(std::ceil(percent / 100 * static_cast<double>(count_))),
            100 / (100 - percent)
        );
        const double halvings = std::floor(std::log2(100 / (100 - percent))) + 1;
        percent += 100 / (std::exp2(halvings) * kSteps);
    }
    fmt::format_to(out, "{:12.3f} {:.12f} {:10d}\n", to_milliseconds(max_), 1.0, count_);
    fmt::format_to(
        out,
        "#[Mean    = {:12.3f}]\n#[Max     = {:12.3f}, Total count    = {:12d}]\n",
        to_milliseconds(mean()),
        to_milliseconds(max_),
        count_
    );
    return text;
}

}  // namespace flotilla::load

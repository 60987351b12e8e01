#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "flotilla/base/random.hpp"
#include "flotilla/model/workload_series.hpp"

namespace flotilla::sim::workload {

/// How requests arrive while the rate stands still.
enum class ArrivalPattern {
    Poisson,
    Mmpp,           ///< a Poisson process that switches between 0.1 and 1.9 of the rate (two-state MMPP)
    Gamma,          ///< independent gaps with a gamma distribution
    Deterministic,  ///< equal gaps
};

struct ArrivalOptions {
    ArrivalPattern pattern = ArrivalPattern::Poisson;
    /// Variance over mean of the count in a long time; 1 for Poisson. Mmpp: above 1; Gamma: above 0.
    double dispersion = 1;

    friend bool operator==(const ArrivalOptions&, const ArrivalOptions&) = default;
};

/// "poisson", "deterministic", "mmpp:20", "gamma:4"; the number is the index of dispersion.
Result<ArrivalOptions> parse_arrivals(std::string_view text);

/// The instants at which requests arrive, one after the other. Every pattern is made in a time in which one
/// request arrives per unit on average, and is then stretched to the rates of the series: so the expected
/// count of each step is rate × step, whatever the pattern. A value: copying it is a checkpoint.
class Arrivals {
public:
    /// @param series outlives this; its values are rates a second
    Arrivals(const model::WorkloadSeries& series, ArrivalOptions options, std::uint64_t seed);

    /// Since the series' start, ascending; nothing after its end.
    std::optional<Duration> next();

private:
    double gap();
    double first_gap();
    double mmpp_gap();

    const model::WorkloadSeries* series_;
    ArrivalOptions options_;
    RandomStream random_;
    double due_ = 0;     ///< of the next arrival, in expected arrivals since the start
    double passed_ = 0;  ///< expected arrivals of the steps before `index_`
    std::size_t index_ = 0;
    bool has_begun_ = false;
    bool is_high_ = false;  ///< Mmpp: which state, and how long it lasts still
    double remaining_ = 0;
};

}  // namespace flotilla::sim::workload

#include "flotilla/sim/workload/arrivals.hpp"

#include <charconv>
#include <cmath>

#include "flotilla/sim/workload/distributions.hpp"

namespace flotilla::sim::workload {
namespace {

/// How far the two states of the MMPP are from the mean.
constexpr double kSwing = 0.9;

/// Mean length of an MMPP state in expected arrivals. For rates 1 ± b that switch at rate w the index of
/// dispersion tends to 1 + b²/w (Heffes and Lucantoni, 1986, for equal switching rates).
double mean_state(double dispersion) {
    return (dispersion - 1.0) / (kSwing * kSwing);
}

tl::unexpected<Error> bad_arrivals(std::string_view text) {
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format(
            "arrivals \"{}\" are not one of poisson, deterministic, mmpp:DISPERSION (above 1), "
            "gamma:DISPERSION (above 0)",
            text
        )
    );
}

}  // namespace

Result<ArrivalOptions> parse_arrivals(std::string_view text) {
    if (text == "poisson") {
        return ArrivalOptions{};
    }
    if (text == "deterministic") {
        return ArrivalOptions{ArrivalPattern::Deterministic, 0};
    }
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    if (colon == std::string_view::npos || (name != "mmpp" && name != "gamma")) {
        return bad_arrivals(text);
    }
    ArrivalOptions options;
    options.pattern = name == "mmpp" ? ArrivalPattern::Mmpp : ArrivalPattern::Gamma;
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), options.dispersion);
    const double least = options.pattern == ArrivalPattern::Mmpp ? 1 : 0;
    if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(options.dispersion) ||
        options.dispersion <= least) {
        return bad_arrivals(text);
    }
    return options;
}

Arrivals::Arrivals(const model::WorkloadSeries& series, ArrivalOptions options, std::uint64_t seed)
    : series_(&series), options_(options), random_(seed, "workload/arrivals") {
    if (options_.pattern == ArrivalPattern::Mmpp) {
        is_high_ = random_.uniform() < 0.5;
        remaining_ = exponential(random_) * mean_state(options_.dispersion);
    }
}

std::optional<Duration> Arrivals::next() {
    due_ += has_begun_ ? gap() : first_gap();
    has_begun_ = true;
    const double step = std::chrono::duration<double>(series_->step).count();
    for (; index_ < series_->values.size(); ++index_) {
        const double expected = series_->values[index_] * step;
        if (passed_ + expected > due_) {
            const double part = (due_ - passed_) / expected;
            const auto within = static_cast<Duration::rep>(part * static_cast<double>(series_->step.count()));
            return series_->step * static_cast<Duration::rep>(index_) + Duration{within};
        }
        passed_ += expected;
    }
    return std::nullopt;
}

/// From the start to the first arrival of a process that has always run.
double Arrivals::first_gap() {
    switch (options_.pattern) {
        case ArrivalPattern::Deterministic:
            return 0.5;
        case ArrivalPattern::Gamma: {
            // The start falls into a long gap rather than a short one: shape + 1 is the length-biased gamma.
            const double around = gamma(random_, 1.0 / options_.dispersion + 1.0) * options_.dispersion;
            return around * random_.uniform();
        }
        default:
            return gap();
    }
}

double Arrivals::gap() {
    switch (options_.pattern) {
        case ArrivalPattern::Poisson:
            return exponential(random_);
        case ArrivalPattern::Mmpp:
            return mmpp_gap();
        case ArrivalPattern::Gamma:
            return gamma(random_, 1.0 / options_.dispersion) * options_.dispersion;
        case ArrivalPattern::Deterministic:
            return 1.0;
    }
    return 1.0;
}

double Arrivals::mmpp_gap() {
    double wanted = exponential(random_);  // until the next arrival, in units of the state's own rate
    double gone = 0;
    while (true) {
        const double rate = is_high_ ? 1.0 + kSwing : 1.0 - kSwing;
        if (wanted <= rate * remaining_) {
            remaining_ -= wanted / rate;
            return gone + wanted / rate;
        }
        wanted -= rate * remaining_;
        gone += remaining_;
        is_high_ = !is_high_;
        remaining_ = exponential(random_) * mean_state(options_.dispersion);
    }
}

}  // namespace flotilla::sim::workload

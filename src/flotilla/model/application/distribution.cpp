#include "flotilla/model/application/distribution.hpp"

#include <cmath>
#include <numeric>

namespace flotilla::model {

double Distribution::expectation() const {
    switch (kind) {
        case Kind::Uniform:
        case Kind::UniformInt:
            return (low + high) / 2;
        case Kind::Empirical:
            return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        default:
            return mean;
    }
}

Distribution Distribution::times(double factor) const {
    Distribution scaled = *this;
    scaled.mean *= factor;
    scaled.low *= factor;
    scaled.high *= factor;
    for (double& value : scaled.values) {
        value *= factor;
    }
    return scaled;
}

Result<Distribution> checked(Distribution distribution) {
    const auto refuse = [](std::string_view what) {
        return fail(ErrorCode::InvalidArgument, std::string{what});
    };
    const auto is_amount = [](double value) { return std::isfinite(value) && value >= 0; };
    using Kind = Distribution::Kind;
    switch (distribution.kind) {
        case Kind::Uniform:
        case Kind::UniformInt:
            if (!is_amount(distribution.low) || !is_amount(distribution.high) ||
                distribution.low > distribution.high) {
                return refuse("wants 0 <= min <= max");
            }
            break;
        case Kind::Empirical:
            if (distribution.values.empty()) {
                return refuse("wants at least one value");
            }
            for (const double value : distribution.values) {
                if (!is_amount(value)) {
                    return refuse("wants values of zero or more");
                }
            }
            break;
        default:
            if (!is_amount(distribution.mean)) {
                return refuse("wants a mean of zero or more");
            }
            if (distribution.kind == Kind::Lognormal && !is_amount(distribution.cv)) {
                return refuse("wants a cv of zero or more");
            }
            if (distribution.kind == Kind::Pareto &&
                !(std::isfinite(distribution.alpha) && distribution.alpha > 1)) {
                return refuse("wants an alpha above 1: the mean would be infinite");
            }
    }
    return distribution;
}

}  // namespace flotilla::model

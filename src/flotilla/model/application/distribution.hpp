#pragma once
#include <vector>

#include "flotilla/base/result.hpp"

namespace flotilla::model {

/// How a quantity is distributed, as parameters; drawing is the simulator's affair. The unit is the owner's,
/// mostly seconds.
struct Distribution {
    enum class Kind {
        Constant,     ///< `mean`
        Exponential,  ///< `mean`
        Lognormal,    ///< `mean`, `cv`
        Uniform,      ///< between `low` and `high`
        UniformInt,   ///< whole numbers from `low` to `high`, both included
        Pareto,       ///< `mean`, `alpha` > 1; density falls as x^-(alpha+1) above mean × (alpha-1)/alpha
        Empirical,    ///< one of `values`, each equally likely
    };
    Kind kind = Kind::Constant;
    double mean = 0;
    double cv = 0;  ///< standard deviation over mean
    double low = 0;
    double high = 0;
    double alpha = 0;
    std::vector<double> values;

    static Distribution constant(double value) {
        return {.kind = Kind::Constant, .mean = value, .values = {}};
    }
    static Distribution exponential(double mean) {
        return {.kind = Kind::Exponential, .mean = mean, .values = {}};
    }
    static Distribution lognormal(double mean, double cv) {
        return {.kind = Kind::Lognormal, .mean = mean, .cv = cv, .values = {}};
    }
    static Distribution uniform(double low, double high) {
        return {.kind = Kind::Uniform, .low = low, .high = high, .values = {}};
    }
    static Distribution pareto(double mean, double alpha) {
        return {.kind = Kind::Pareto, .mean = mean, .alpha = alpha, .values = {}};
    }

    [[nodiscard]] double expectation() const;
    /// The same, of a quantity `factor` times as large.
    [[nodiscard]] Distribution times(double factor) const;
    friend bool operator==(const Distribution&, const Distribution&) = default;
};

/// A distribution of a quantity that cannot be negative. Fails with InvalidArgument: a parameter that is
/// negative, no finite number or out of order.
Result<Distribution> checked(Distribution distribution);

}  // namespace flotilla::model

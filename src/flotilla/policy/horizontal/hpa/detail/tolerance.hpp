#pragma once
#include "flotilla/policy/horizontal/hpa/spec.hpp"

namespace flotilla::policy::hpa::detail {

/// The dead band around a target, as ratios of it.
struct Tolerance {
    double down = 0.1;
    double up = 0.1;

    /// False for NaN.
    [[nodiscard]] bool covers(double ratio) const { return 1.0 - down <= ratio && ratio <= 1.0 + up; }
};

inline Tolerance tolerance_of(const Spec& spec, const Settings& settings) {
    Tolerance tolerance{settings.tolerance, settings.tolerance};
    if (spec.behavior && settings.configurable_tolerance) {
        tolerance.down = spec.behavior->scale_down.tolerance.value_or(tolerance.down);
        tolerance.up = spec.behavior->scale_up.tolerance.value_or(tolerance.up);
    }
    return tolerance;
}

}  // namespace flotilla::policy::hpa::detail

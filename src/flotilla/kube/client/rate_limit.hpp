#pragma once
#include "flotilla/base/time.hpp"

namespace flotilla::kube {

/// A token bucket: so many requests a second in the long run, so many at once. Knows no clock: it says how
/// long to wait.
class RateLimit {
public:
    /// @param per_second 0 or less: no limit; @param burst at least 1
    RateLimit(double per_second, double burst);

    /// Takes a turn and says how long to wait for it from `now` on. Turns are given in the order of the
    /// calls.
    Duration reserve(TimePoint now);

private:
    double per_second_;
    double burst_;
    double tokens_;
    TimePoint last_{};
};

}  // namespace flotilla::kube

#include "flotilla/kube/client/rate_limit.hpp"

#include <algorithm>
#include <chrono>

namespace flotilla::kube {

RateLimit::RateLimit(double per_second, double burst)
    : per_second_{per_second}, burst_{std::max(burst, 1.0)}, tokens_{burst_} {}

Duration RateLimit::reserve(TimePoint now) {
    if (per_second_ <= 0) {
        return Duration{0};
    }
    const double passed = std::chrono::duration<double>{now - last_}.count();
    tokens_ = std::min(burst_, tokens_ + std::max(passed, 0.0) * per_second_);
    last_ = std::max(last_, now);
    tokens_ -= 1;
    if (tokens_ >= 0) {
        return Duration{0};
    }
    return std::chrono::ceil<Duration>(std::chrono::duration<double>{-tokens_ / per_second_});
}

}  // namespace flotilla::kube

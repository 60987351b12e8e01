#pragma once
#include <cstdint>

#include "flotilla/base/time.hpp"

namespace flotilla::kube {

/// Spreads waits, so that clients which failed together do not come back together. The same seed spreads in the same way.
class Jitter {
public:
    explicit Jitter(std::uint64_t seed) : state_(seed) {}

    /// Evenly spread over [0, 1). SplitMix64 (Steele, Lea, Flood 2014).
    double uniform() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        mixed ^= mixed >> 31U;
        return static_cast<double>(mixed >> 11U) * 0x1.0p-53;
    }

    /// `base` lengthened by up to `factor` times itself.
    Duration stretch(Duration base, double factor) {
        return base + Duration{static_cast<Duration::rep>(static_cast<double>(base.count()) * factor * uniform())};
    }

private:
    std::uint64_t state_;
};

}  // namespace flotilla::kube

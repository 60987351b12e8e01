#pragma once
#include "flotilla/base/random.hpp"
#include "flotilla/base/time.hpp"

namespace flotilla::kube {

/// `base` lengthened by up to `factor` times itself, so that clients which failed together do not come back
/// together.
inline Duration jittered(Duration base, double factor, RandomStream& random) {
    return base +
           Duration{static_cast<Duration::rep>(static_cast<double>(base.count()) * factor * random.uniform())
           };
}

}  // namespace flotilla::kube

#pragma once
#include "flotilla/base/time.hpp"

namespace flotilla::cluster::controllers {

/// One moment on both time lines: intervals are measured on the first, shown to people on the second.
struct Instant {
    TimePoint mono{};
    WallTime wall{};
};

}  // namespace flotilla::cluster::controllers

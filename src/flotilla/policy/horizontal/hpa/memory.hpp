#pragma once
#include <cstdint>
#include <vector>

#include "flotilla/base/time.hpp"

namespace flotilla::policy::hpa {

/// A count that the metrics once asked for, before any limit.
struct Recommendation {
    std::int32_t replicas = 0;
    WallTime time{};

    friend bool operator==(const Recommendation&, const Recommendation&) = default;
};

/// A change that was made.
struct ScaleEvent {
    std::int32_t change = 0;  ///< replicas, without its sign
    WallTime time{};
    bool is_reusable = false;  ///< was once older than the longest period

    friend bool operator==(const ScaleEvent&, const ScaleEvent&) = default;
};

/// What the autoscaler of one object remembers from sync to sync. Copying it is a checkpoint. Old entries are
/// reused, so the vectors stop growing once the longest window is full.
struct Memory {
    std::vector<Recommendation> recommendations;
    std::vector<ScaleEvent> scale_ups;
    std::vector<ScaleEvent> scale_downs;

    friend bool operator==(const Memory&, const Memory&) = default;
};

}  // namespace flotilla::policy::hpa

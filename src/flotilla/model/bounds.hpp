#pragma once
#include <algorithm>

#include "flotilla/base/result.hpp"
#include "flotilla/model/units.hpp"

namespace flotilla::model {

/// How few and how many replicas a member may have. Invariant of checked bounds: 0 ≤ min ≤ max ≤
/// kMaxReplicas.
struct Bounds {
    Replicas min{1};
    Replicas max{10};

    [[nodiscard]] constexpr bool contains(Replicas count) const { return min <= count && count <= max; }
    [[nodiscard]] constexpr Replicas clamp(Replicas count) const { return std::clamp(count, min, max); }
    friend bool operator==(const Bounds&, const Bounds&) = default;
};

/// Bounds that hold their invariant; InvalidArgument says which part does not.
Result<Bounds> checked(Bounds bounds);

}  // namespace flotilla::model

#pragma once
#include <cstdint>

#include "flotilla/base/amount.hpp"

/// The domain's words: units, bounds, groups, observations, decisions. No I/O, no Kubernetes types.
namespace flotilla::model {

using Replicas = Amount<struct ReplicasTag>;
using Millicores = Amount<struct MillicoresTag>;  ///< 250 = a quarter of a core
using Bytes = Amount<struct BytesTag>;

/// The API server's type of spec.replicas: no decision is ever above this.
inline constexpr Replicas kMaxReplicas{INT32_MAX};

inline namespace literals {
constexpr Replicas operator""_replicas(unsigned long long count) {
    return Replicas{static_cast<std::int64_t>(count)};
}
constexpr Millicores operator""_m(unsigned long long count) {
    return Millicores{static_cast<std::int64_t>(count)};
}
}  // namespace literals

}  // namespace flotilla::model

#pragma once

/// How much of a model the simulators hold ready for each request in flight.
namespace flotilla::model {

inline constexpr int kMaxNestedLoops = 4;
inline constexpr int kMaxSessionCounters = 4;

}  // namespace flotilla::model

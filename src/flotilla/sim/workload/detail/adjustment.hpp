#pragma once
#include <cstdint>
#include <vector>

#include "flotilla/sim/workload/request.hpp"

/// The options that change the values of any type.
namespace flotilla::sim::workload::detail {

/// InvalidArgument names the option whose value makes no sense.
Result<void> check(const CommonOptions& options);

/// Noise, scale and offset, then the mean or the peak under the clip. InvalidArgument: they cannot be
/// reached.
Result<void> apply(const CommonOptions& options, std::uint64_t seed, std::vector<double>& values);

/// The steps of which no sample is taken: each with the same chance, ascending.
std::vector<std::size_t> missing_steps(double share, std::uint64_t seed, std::size_t count);

}  // namespace flotilla::sim::workload::detail

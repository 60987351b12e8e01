#pragma once
#include <vector>

#include "flotilla/sim/workload/fit/fit.hpp"

/// One estimator a family of types.
namespace flotilla::sim::workload {

/// A number as a parameter has it, with five digits.
std::string parameter_of(double value);

FittedParameters fit_constant(const model::WorkloadSeries& series);
/// The strongest wave of at least two periods, by the periodogram.
Result<FittedParameters> fit_sinusoidal(const model::WorkloadSeries& series);
/// Two levels: the means of what lies on either side of the threshold between them.
Result<FittedParameters> fit_low_high(const model::WorkloadSeries& series);
FittedParameters fit_random(const model::WorkloadSeries& series);
/// Crowds are runs above one and a half times the median.
Result<FittedParameters> fit_flash_crowd(const model::WorkloadSeries& series);

/// A day by its two harmonics (least squares), the weekend, and the residual's spread and Hurst exponent.
Result<FittedParameters> fit_diurnal(const model::WorkloadSeries& series);
/// The same, with spikes above twenty times the median counted and left out.
Result<FittedParameters> fit_twitter(const model::WorkloadSeries& series);
/// What type azure takes of it.
Result<FittedParameters> fit_azure(const model::WorkloadSeries& series);

Result<FittedParameters> fit_alibaba(const model::WorkloadSeries& series);
Result<FittedParameters> fit_borg(const model::WorkloadSeries& series);
/// Four levels of CPU (one-dimensional k-means), the lengths of their runs, the steps of memory.
Result<FittedParameters> fit_arabesque(const model::WorkloadSeries& series);

}  // namespace flotilla::sim::workload

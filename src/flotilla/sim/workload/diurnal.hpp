#pragma once
#include <string>

#include "flotilla/base/parameters.hpp"
#include "flotilla/base/random.hpp"
#include "flotilla/sim/workload/grid.hpp"

/// Days: two harmonics, a weekend, slow noise with long memory. What most traffic has in common.
namespace flotilla::sim::workload {

struct DayOptions {
    double ratio = 2;         ///< greatest over least value of the day
    double peak_hour = 20;    ///< of the first harmonic
    double second = 0;        ///< the second harmonic's amplitude over the first's
    double second_hour = 20;  ///< where one of its two peaks is
    double weekend = 0;       ///< relative change on the sixth and seventh day, above -1
    Duration day = std::chrono::hours{24};

    friend bool operator==(const DayOptions&, const DayOptions&) = default;
};

/// The factor of the time of day, of mean 1 over a working day. Time 0 is a Monday's midnight.
class DayShape {
public:
    explicit DayShape(const DayOptions& options);
    [[nodiscard]] double operator()(double seconds) const;

private:
    [[nodiscard]] double wave(double seconds) const;

    DayOptions options_;
    double day_seconds_;
    double amplitude_ = 0;
};

struct DiurnalOptions {
    double mean = 100;
    DayOptions day;
    double hurst = 0.8;   ///< of the slow noise
    double sigma = 0.25;  ///< of its logarithm, over five minutes of a usual day
    double jitter = 0;    ///< of the logarithm of each step's own noise

    friend bool operator==(const DiurnalOptions&, const DiurnalOptions&) = default;
};

/// Parameters mean, day-ratio, peak-hour, second, second-hour, weekend, day, hurst, sigma, jitter.
Result<DiurnalOptions> read_diurnal(Parameters& parameters, const DiurnalOptions& otherwise);

/// mean × day × noise, for each step.
/// @param concern names the streams: two of different names are independent
std::vector<double> diurnal_rates(
    const Grid& grid, const DiurnalOptions& options, const std::string& concern
);

}  // namespace flotilla::sim::workload

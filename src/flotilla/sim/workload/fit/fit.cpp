#include "flotilla/sim/workload/fit/fit.hpp"

#include <array>

#include "flotilla/sim/workload/catalog.hpp"
#include "flotilla/sim/workload/fit/estimators.hpp"

namespace flotilla::sim::workload {
namespace {

using model::WorkloadSeries;

struct Estimator {
    std::string_view type;
    Result<FittedParameters> (*fit)(const WorkloadSeries& series);
};

constexpr std::array kEstimators{
    Estimator{"alibaba", fit_alibaba},
    Estimator{"arabesque", fit_arabesque},
    Estimator{"azure", fit_azure},
    Estimator{"borg", fit_borg},
    Estimator{
        "constant",
        [](const WorkloadSeries& series) -> Result<FittedParameters> { return fit_constant(series); }
    },
    Estimator{"flash_crowd", fit_flash_crowd},
    Estimator{"low_high", fit_low_high},
    Estimator{"nasa", fit_diurnal},
    Estimator{
        "random", [](const WorkloadSeries& series) -> Result<FittedParameters> { return fit_random(series); }
    },
    Estimator{"sinusoidal", fit_sinusoidal},
    Estimator{"twitter", fit_twitter},
    Estimator{"wikipedia", fit_diurnal},
    Estimator{"worldcup98", fit_diurnal},
};

}  // namespace

std::string parameter_of(double value) {
    return fmt::format("{:.5g}", value);
}

Result<FittedParameters> fit(std::string_view type, const WorkloadSeries& series) {
    FLOTILLA_TRY(const WorkloadType* known, find_type(type));
    std::string names;
    for (const Estimator& estimator : kEstimators) {
        if (estimator.type == type) {
            if (!can_make(*known, series.kind)) {
                return fail(
                    ErrorCode::InvalidArgument,
                    fmt::format("type {} makes no series of the kind {}", type, to_string(series.kind))
                );
            }
            return estimator.fit(series);
        }
        names += names.empty() ? "" : ", ";
        names += estimator.type;
    }
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("type {} has nothing to estimate; these have: {}", type, names)
    );
}

}  // namespace flotilla::sim::workload

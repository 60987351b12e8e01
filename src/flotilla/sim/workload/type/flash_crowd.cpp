#include "flotilla/sim/workload/type/flash_crowd.hpp"

#include "flotilla/base/random.hpp"
#include "flotilla/sim/workload/distributions.hpp"
#include "flotilla/sim/workload/surge.hpp"

namespace flotilla::sim::workload {
namespace {

struct Range {
    double low = 0;
    double high = 0;

    double draw(RandomStream& random) const { return low + (high - low) * random.uniform(); }
};

Result<Range> range(Parameters& parameters, const std::string& name, Range otherwise) {
    FLOTILLA_TRY(const auto numbers, parameters.not_negatives(name, {otherwise.low, otherwise.high}));
    if (numbers.size() > 2 || numbers.front() > numbers.back()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("parameter {}: one number, or the least and the greatest", name)
        );
    }
    return Range{numbers.front(), numbers.back()};
}

std::vector<double> poisson_onsets(const Grid& grid, double per_hour) {
    RandomStream random{grid.seed, "workload/flash_crowd/onsets"};
    std::vector<double> onsets;
    double at = 0;
    while (per_hour > 0) {
        at += exponential(random) * 3600 / per_hour;
        if (at >= grid.middle(grid.count)) {
            break;
        }
        onsets.push_back(at);
    }
    return onsets;
}

}  // namespace

Result<Shape> make_flash_crowd(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const double base, parameters.not_negative("base", 100));
    FLOTILLA_TRY(const Range multiplier, range(parameters, "multiplier", {2, 10}));
    FLOTILLA_TRY(const Range ramp, range(parameters, "ramp", {10, 120}));
    FLOTILLA_TRY(const Range hold, range(parameters, "hold", {60, 600}));
    FLOTILLA_TRY(const Range decay, range(parameters, "decay", {120, 600}));
    FLOTILLA_TRY(const double per_hour, parameters.within("per-hour", 0, 3600, 1));
    FLOTILLA_TRY(std::vector<double> onsets, parameters.not_negatives("onsets", {}));
    if (multiplier.low < 1) {
        return fail(ErrorCode::InvalidArgument, "parameter multiplier: it must be 1 or more");
    }
    if (!parameters.has("onsets")) {
        onsets = poisson_onsets(grid, per_hour);
    }
    RandomStream random{grid.seed, "workload/flash_crowd/crowds"};
    std::vector<Surge> crowds;
    for (const double onset : onsets) {
        Surge crowd;
        crowd.onset = onset;
        crowd.height = multiplier.draw(random) - 1;
        crowd.ramp = ramp.draw(random);
        crowd.hold = hold.draw(random);
        crowd.decay = decay.draw(random);
        crowds.push_back(crowd);
    }
    Shape shape{surge_factors(grid, crowds), {}};
    for (double& value : shape.values) {
        value *= base;
    }
    return shape;
}

}  // namespace flotilla::sim::workload
